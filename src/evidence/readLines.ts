import { createReadStream } from 'node:fs';

export interface Line {
  readonly bytes: Buffer;
  /** Offset of the first byte in the file. */
  readonly offset: number;
  /** False for a last line without its newline. */
  readonly ended: boolean;
}

/** The lines of a file one after the other, without holding the file in memory. A missing file has no lines. */
export async function* readLines(path: string): AsyncGenerator<Line> {
  let rest: Buffer[] = [];
  let offset = 0;
  try {
    for await (const chunk of createReadStream(path, { highWaterMark: 262_144 }) as AsyncIterable<Buffer>) {
      let from = 0;
      for (let end = chunk.indexOf(0x0a); end >= 0; end = chunk.indexOf(0x0a, from)) {
        const bytes = Buffer.concat([...rest, chunk.subarray(from, end)]);
        rest = [];
        yield { bytes, offset, ended: true };
        offset += bytes.length + 1;
        from = end + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const bytes = Buffer.concat(rest);
  if (bytes.length > 0) yield { bytes, offset, ended: false };
}
