import type { CatalogEntry, Code } from './catalog/index.ts';
import { catalog } from './catalog/index.ts';

export interface ErrorOptionsWithHint {
  /** What the reader can do about it now; defaults to the catalog's advice for the code. */
  hint?: string | undefined;
  cause?: unknown;
  /** Small facts for the log (never about a person): counts, limits, device names, offsets. */
  details?: Readonly<Record<string, string | number | boolean | null>> | undefined;
}

/**
 * The one error class of Tellersight. `code` is a key of the catalog (`src/lib/catalog/`), from which the docs page,
 * the journal catalog (MESSAGE_ID) and the MQTT event ids are made, so an error names the same thing everywhere.
 */
export class TellersightError extends Error {
  readonly code: Code;
  readonly hint: string;
  readonly docs: string;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;

  constructor(code: Code, message: string, options: ErrorOptionsWithHint = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TellersightError';
    this.code = code;
    this.hint = options.hint ?? this.entry.action;
    this.docs = `docs/events.md#${code.toLowerCase()}`;
    this.details = options.details ?? {};
  }

  get entry(): CatalogEntry {
    return catalog[this.code];
  }
}

export function isTellersightError(error: unknown): error is TellersightError {
  return error instanceof TellersightError;
}

/** True when `error` carries one of the codes. */
export function hasCode(error: unknown, ...codes: Code[]): error is TellersightError {
  return isTellersightError(error) && codes.includes(error.code);
}

/** Wraps anything thrown into a coded error; a coded error is passed through unchanged. */
export function toTellersightError(error: unknown, fallback: Code): TellersightError {
  if (isTellersightError(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new TellersightError(fallback, message, { cause: error });
}
