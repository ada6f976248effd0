import type { PayoutResult } from '../../../src/dispenser/payoutResult.ts';

/**
 * What the customer's application was told about each payout, over all lives of the daemon. A recorded result never
 * changes, except that `unknown` may be proved, and an uncertain one settled by an operator.
 */
export class History {
  readonly #told = new Map<string, PayoutResult>();

  /** @returns what is wrong with this answer, in words; null when it fits all earlier ones */
  tell(dispenseId: string, result: PayoutResult): string | null {
    const before = this.#told.get(dispenseId);
    this.#told.set(dispenseId, result);
    if (!before || sameResult(before, result)) return null;
    const open = before.dispensedMinor === null;
    if (open && before.outcome === 'unknown') return null;
    if (open && before.outcome === 'suspect' && result.outcome === 'suspect') return null;
    return `was ${words(before)}, is ${words(result)}`;
  }

  last(dispenseId: string): PayoutResult | null {
    return this.#told.get(dispenseId) ?? null;
  }
}

function sameResult(a: PayoutResult, b: PayoutResult): boolean {
  return (
    a.payoutId === b.payoutId &&
    a.outcome === b.outcome &&
    a.dispensedMinor === b.dispensedMinor &&
    a.notes.length === b.notes.length &&
    a.notes.every(({ exited }, i) => exited === b.notes[i]!.exited)
  );
}

function words({ outcome, dispensedMinor, notes }: PayoutResult): string {
  return `${outcome} at ${dispensedMinor} (${notes.map(({ exited }) => exited ?? '?').join('/')})`;
}
