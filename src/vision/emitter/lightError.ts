import type { Code } from '../../lib/catalog/index.ts';
import { TellersightError } from '../../lib/errors.ts';

const codes: Readonly<Record<string, Code>> = {
  ENOENT: 'LIGHT_MISSING',
  ENODEV: 'LIGHT_MISSING',
  ENXIO: 'LIGHT_MISSING',
  EBUSY: 'LIGHT_BUSY',
  EACCES: 'LIGHT_DENIED',
  EPERM: 'LIGHT_DENIED',
  EROFS: 'LIGHT_DENIED',
};

/** A failed system call on a light's device as one of its codes. */
export function lightError(cause: unknown, message: string): TellersightError {
  const { code } = cause as NodeJS.ErrnoException;
  return new TellersightError(codes[code ?? ''] ?? 'LIGHT_FAILED', message, { cause });
}
