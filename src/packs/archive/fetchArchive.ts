import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { TellersightError } from '../../lib/errors.ts';

export interface FetchLimits {
  readonly bytes: number;
  /** Longest silence, and longest time for the whole. */
  readonly idleMs: number;
  readonly totalMs: number;
}

/** A pack of 1 GB over a line of 5 Mbit/s takes half an hour. */
export const FETCH_LIMITS: FetchLimits = { bytes: 1024 * 1024 * 1024, idleMs: 30_000, totalMs: 45 * 60_000 };

/**
 * Downloads `url` (http or https) to the new file `path` and holds it against `sha256`. The digest is what is trusted,
 * so http serves as well as https. Throws PACK_DOWNLOAD, PACK_SOURCE_DIGEST.
 */
export async function fetchArchive(
  url: string,
  sha256: string,
  path: string,
  limits: FetchLimits = FETCH_LIMITS,
): Promise<void> {
  const silence = new AbortController();
  const timer = setTimeout(() => silence.abort(), limits.idleMs);
  const signal = AbortSignal.any([silence.signal, AbortSignal.timeout(limits.totalMs)]);
  const file = await open(path, 'wx', 0o600);
  const hash = createHash('sha256');
  let length = 0;
  try {
    // The digest is that of the file, so the server must not compress it once more.
    const response = await fetch(url, { signal, headers: { 'accept-encoding': 'identity' } });
    if (!response.ok || !response.body) throw failed(`${url}: the server answers ${response.status}`);
    for await (const chunk of response.body) {
      timer.refresh();
      length += chunk.length;
      if (length > limits.bytes) throw failed(`${url} is larger than ${limits.bytes} bytes`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
  } catch (cause) {
    if (cause instanceof TellersightError) throw cause;
    const why = signal.aborted
      ? `no answer within ${limits.idleMs} ms, or not whole within ${limits.totalMs} ms`
      : reason(cause);
    throw failed(`${url}: ${why}`, cause);
  } finally {
    clearTimeout(timer);
    await file.close();
  }
  const digest = hash.digest('hex');
  if (digest !== sha256) {
    throw new TellersightError('PACK_SOURCE_DIGEST', `${url} has SHA-256 ${digest}, asked for was ${sha256}`);
  }
}

function failed(message: string, cause?: unknown): TellersightError {
  return new TellersightError('PACK_DOWNLOAD', message, { cause });
}

/** fetch() only says "fetch failed"; what failed is its cause. */
function reason(error: unknown): string {
  const { message, cause } = error as Error;
  return cause instanceof Error ? cause.message || ((cause as NodeJS.ErrnoException).code ?? message) : message;
}
