import { completionCodeOf, problemOf } from '../../atm/problem.ts';
import type { DecisionAnswer } from '../../atm/protocol.ts';
import type { Outcome } from '../../atm/server.ts';
import type { PayoutResult } from '../../dispenser/payoutResult.ts';
import { type Code, catalog } from '../../lib/catalog/index.ts';

/** How results of the session become completions of the local API. */
export function success(payload: Readonly<Record<string, unknown>>): Outcome {
  return { completionCode: 'success', payload };
}

/** A refusal is never a success: an application that looks only at the completion code must not go on. */
export function decided(decision: DecisionAnswer): Outcome {
  if (decision.accepted) return success({ ...decision });
  const code = (decision.reasons[0] ?? 'INTERNAL') as Code;
  return {
    completionCode: 'commandErrorCode',
    errorDescription: decision.reasons
      .map((reason) => catalog[reason as Code].subject)
      .join('; ')
      .slice(0, 1000),
    payload: { problem: problemOf(code), decision },
  };
}

export function paid(sessionId: string, currency: string, result: PayoutResult): Outcome {
  const { payoutId, outcome, dispensedMinor, locked, reversal, message } = result;
  if (outcome === 'dispensed' && dispensedMinor !== null) {
    return success({ sessionId, payoutId, dispensedMinor, currency });
  }
  const code: Code = Object.hasOwn(catalog, result.code) ? (result.code as Code) : 'INTERNAL';
  const completion = completionCodeOf(code);
  return {
    // Whatever the code says: less than everything, or an amount that cannot be told, is no success.
    completionCode: completion === 'success' ? 'hardwareError' : completion,
    errorDescription: message.slice(0, 1000),
    payload: { problem: problemOf(code), payout: { payoutId, outcome, dispensedMinor, locked, reversal } },
  };
}
