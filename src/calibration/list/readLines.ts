import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { TellersightError } from '../../lib/errors.ts';

const BLOCK = 1 << 20;
/** No honest row is longer; a file without line ends must not fill the memory. */
const MAX_LINE = 4096;
const NEWLINE = 10;
const RETURN = 13;

/** Called for each line: `data[from, to)` without its line end, and its number from 1. Borrowed until it returns. */
export type TakeLine = (data: Uint8Array, from: number, to: number, line: number) => void;

/**
 * Lines of a text file, plain or gzip (told by its first two bytes, RFC 1952 section 2.3.1), as bytes.
 *
 * @param path named in errors
 * @throws SCORES_INVALID when it cannot be read or unpacked or a line is too long, and what `take` throws
 */
export async function readLines(path: string, take: TakeLine): Promise<void> {
  const bad = (message: string, cause?: unknown) => new TellersightError('SCORES_INVALID', message, { cause });
  let rest: Uint8Array = new Uint8Array(0);
  let line = 0;
  const split = (block: Uint8Array) => {
    const data = rest.length === 0 ? block : Buffer.concat([rest, block]);
    let from = 0;
    for (let end = data.indexOf(NEWLINE); end >= 0; end = data.indexOf(NEWLINE, from)) {
      if (end - from > MAX_LINE) throw bad(`${path}:${line + 1}: the line is longer than ${MAX_LINE} bytes`);
      take(data, from, data[end - 1] === RETURN && end > from ? end - 1 : end, ++line);
      from = end + 1;
    }
    rest = data.slice(from);
    if (rest.length > MAX_LINE) throw bad(`${path}:${line + 1}: the line is longer than ${MAX_LINE} bytes`);
  };
  const each = async (source: AsyncIterable<Uint8Array>) => {
    for await (const block of source) split(block);
  };
  try {
    const packed = await isGzip(path);
    const file = createReadStream(path, { highWaterMark: BLOCK });
    if (packed) await pipeline(file, createGunzip({ chunkSize: BLOCK }), each);
    else await pipeline(file, each);
  } catch (error) {
    if (error instanceof TellersightError) throw error;
    throw bad(`${path} cannot be read${line > 0 ? ` beyond line ${line}` : ''}: ${(error as Error).message}`, error);
  }
  if (rest.length > 0) take(rest, 0, rest.at(-1) === RETURN ? rest.length - 1 : rest.length, ++line);
}

async function isGzip(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { bytesRead, buffer } = await file.read(new Uint8Array(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
}
