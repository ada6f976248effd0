import type { Code } from './catalog/index.ts';
import { TellersightError } from './errors.ts';

/**
 * Waits for `promise` at most `ms` milliseconds (monotonic), then rejects with a coded error that names `what`.
 * The promise itself is not cancelled: give the operation an AbortSignal where it can be stopped.
 */
export async function withDeadline<T>(
  promise: Promise<T>,
  ms: number,
  what: string,
  code: Code = 'DEADLINE_EXCEEDED',
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TellersightError(code, `${what} did not finish within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Sleeps `ms` milliseconds; rejects with CANCELLED as soon as `signal` aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new TellersightError('CANCELLED', 'sleep was cancelled'));
    const stop = () => {
      clearTimeout(timer);
      reject(new TellersightError('CANCELLED', 'sleep was cancelled'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
