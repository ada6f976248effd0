import { closeSync, openSync } from 'node:fs';
import { createRequire } from 'node:module';

const LOCK_EX = 2;
const LOCK_NB = 4;

let flock: ((fd: number, operation: number) => number) | undefined;

/**
 * Locks a file against other processes, flock(2): the kernel lifts it when the process ends, however it ends, so there
 * is no stale lock to judge. Returns what gives it back, or null when somebody else holds it. Throws what open(2) says.
 */
export function lockFile(path: string): (() => void) | null {
  if (!flock) {
    // Required only here: nothing but an installation needs koffi's binary for it.
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    flock = koffi.load(null).func('flock', 'int', ['int', 'int']) as unknown as typeof flock;
  }
  const fd = openSync(path, 'a', 0o600);
  if (flock!(fd, LOCK_EX | LOCK_NB) === 0) return () => closeSync(fd);
  closeSync(fd);
  return null;
}
