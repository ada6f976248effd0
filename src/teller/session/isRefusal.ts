import { type CatalogEntry, catalog } from '../../lib/catalog/index.ts';
import { isTellersightError, type TellersightError } from '../../lib/errors.ts';

/** True for errors that are a reason to refuse a withdrawal (they go into a decision record), not faults of the daemon. */
export function isRefusal(error: unknown): error is TellersightError {
  if (!isTellersightError(error)) return false;
  const entry: CatalogEntry = catalog[error.code];
  return entry.refusal === true;
}
