import type { z } from 'zod';
import type { CatalogEntry, Code } from '../lib/catalog/index.ts';
import { catalog } from '../lib/catalog/index.ts';
import type { TellersightError } from '../lib/errors.ts';
import type { CompletionCode, CustomerText } from './protocol.ts';
import { completionCodeSchema, type problemSchema } from './protocol.ts';

/** Words of the catalog's `xfs` that are device states of XFS4IoT, and the completion code that fits them. */
const states: Readonly<Record<string, CompletionCode>> = {
  potentialFraud: 'fraudAttempt',
  offline: 'deviceNotReady',
  locked: 'deviceNotReady',
};

const texts: Partial<Readonly<Record<Code, CustomerText>>> = {
  AMBIENT_IR: 'tooBright',
  MULTIPLE_FACES: 'standAlone',
  CAPTURE_NO_FACE: 'tryAgain',
  CAPTURE_POOR_QUALITY: 'tryAgain',
  CAPTURE_TOO_SHORT: 'tryAgain',
  MATCH_BELOW_THRESHOLD: 'tryAgain',
  ATTEMPTS_DELAYED: 'waitAndTryAgain',
  AMOUNT_ABOVE_FACE_ROUTE: 'useCardOrAskLess',
  AMOUNT_ABOVE_LIMIT: 'useCardOrAskLess',
  PHONE_FACTOR_MISSING: 'useCardOrAskLess',
  ID_LOST: 'visitBank',
  ID_SUPERSEDED: 'visitBank',
  ATTEMPTS_FACE_ROUTE_OFF: 'visitBank',
};

/** The XFS4IoT completion code of a catalog code; refusals by policy are `commandErrorCode`. */
export function completionCodeOf(code: Code): CompletionCode {
  const entry: CatalogEntry = catalog[code];
  const word = entry.xfs ?? (entry.refusal ? 'commandErrorCode' : 'internalError');
  const known = completionCodeSchema.safeParse(states[word] ?? word);
  return known.success ? known.data : 'commandErrorCode';
}

/** What the ATM application is told about a code: never which check failed in words for the customer. */
export function problemOf(code: Code, hint: string = catalog[code].action): z.infer<typeof problemSchema> {
  return { code, hint, customerText: texts[code] ?? 'useCard', nonFaceRoute: 'card' };
}

export function problemOfError(error: TellersightError): z.infer<typeof problemSchema> {
  return problemOf(error.code, error.hint);
}
