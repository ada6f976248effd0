import type { DispenseToken } from '../../../src/dispenser/token.ts';
import { isTellersightError } from '../../../src/lib/errors.ts';
import type { Sample } from './draw/generator.ts';
import { type Reading, readDispenseToken } from './reading/reading.ts';

export type Verify = (token: string, key: Uint8Array, currency: string) => DispenseToken;

export interface Judgement {
  /** "accepted", the code of the refusal, or what else was thrown. */
  readonly outcome: string;
  /** Why the product is wrong, or the second reading is; null: they agree. */
  readonly difference: string | null;
}

/** Asks the verifier and the second reading about one token and compares. */
export function judge(sample: Sample, verify: Verify): Judgement {
  const { text, key, currency } = sample;
  const reading = readDispenseToken(text, key, currency);
  let token: DispenseToken;
  try {
    token = verify(text, key, currency);
  } catch (error) {
    if (!isTellersightError(error) || !error.code.startsWith('TOKEN_')) {
      return { outcome: `threw ${error}`, difference: `threw something else than a TOKEN_ code: ${error}` };
    }
    return { outcome: error.code, difference: compareRefusal(error.code, reading) };
  }
  return { outcome: 'accepted', difference: compareAccepted(token, reading, sample) };
}

function compareRefusal(code: string, reading: Reading): string | null {
  if (reading.accepted) return `refused with ${code}, but it is a good token`;
  const reasons: ReadonlySet<string> = reading.reasons;
  return reasons.has(code) ? null : `refused with ${code}, but what speaks against it is ${[...reasons].join(', ')}`;
}

function compareAccepted(token: DispenseToken, reading: Reading, sample: Sample): string | null {
  // Needs no reading: who has no key makes no token (R16: 0 accepted).
  const forged = sample.signature === 'kept' || sample.signature === 'wrong';
  if (forged && !sample.issued) return 'accepted, but no bank signed it for this terminal';
  if (!reading.accepted) return `accepted, but ${[...reading.reasons].join(', ')} speaks against it`;
  const { accepted: _, ...expected } = reading;
  for (const [name, value] of Object.entries(expected)) {
    const got = token[name as keyof DispenseToken];
    if (got !== value) return `${name} was read as ${got}, it is ${value}`;
  }
  return null;
}
