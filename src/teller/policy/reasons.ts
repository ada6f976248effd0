import type { Code } from '../../lib/catalog/index.ts';
import type { policy } from '../../lib/catalog/policy.ts';

/** A reason to refuse. Rules return lists of them; an empty list is a pass. No rule can take back another's reason. */
export type Reason = keyof typeof policy;

/** Reasons that say "this person or thing is not the customer": they count as a failed attempt (R5). */
const failures: ReadonlySet<Code> = new Set<Code>([
  'MATCH_BELOW_THRESHOLD',
  'PAD_RGB_REFUSED',
  'PAD_IR_REFUSED',
  'FACE_MISSING_IR',
  'IR_RESPONSE_MISSING',
  'CHANNELS_DISAGREE',
  'ILLUMINATION_CODE_MISMATCH',
  // Vision saw the light break its code again and again: further tries would be further guesses (R13).
  'CAPTURE_LIGHT',
]);

/** Reasons that say "this could not be measured": bounded apart from failures (R5). */
const poor: ReadonlySet<Code> = new Set<Reason>([
  'MULTIPLE_FACES',
  'GEOMETRY_INVALID',
  'SKEW_TOO_LARGE',
  'ILLUMINATION_CODE_INCOMPLETE',
  'EMBEDDING_INVALID',
  'PAD_MISSING',
]);

export type Charge = 'failure' | 'poor' | 'none';

/** Captures that were not finished, and ambient light, which is nobody's fault: never a failure (R5, R15). */
const unfinished: ReadonlySet<Code> = new Set<Reason>([
  'AMBIENT_IR',
  'CAPTURE_NO_FACE',
  'CAPTURE_POOR_QUALITY',
  'CAPTURE_TOO_SHORT',
  'CAPTURE_FAILED',
]);

/** What a refused capture costs the customer. */
export function chargeFor(reasons: readonly Code[]): Charge {
  if (reasons.some((reason) => unfinished.has(reason))) return 'poor';
  if (reasons.some((reason) => failures.has(reason))) return 'failure';
  return reasons.some((reason) => poor.has(reason)) ? 'poor' : 'none';
}

/** True when another capture in the same session could end otherwise. */
export function worthRetrying(reasons: readonly Reason[]): boolean {
  return (
    reasons.length > 0 && reasons.every((reason) => failures.has(reason) || poor.has(reason) || unfinished.has(reason))
  );
}
