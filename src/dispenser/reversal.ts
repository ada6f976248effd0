/**
 * What the bank is advised to do with the debit, in the classes that host switches know (full and partial reversal,
 * suspect transaction):
 * - none: everything was paid
 * - full, partial: `amountMinor` was not paid and is to be given back
 * - suspect: it cannot be told; nothing is given back before an operator has counted
 */
export interface Reversal {
  readonly advice: 'none' | 'full' | 'partial' | 'suspect';
  /** Minor units to give back; null while it cannot be told. */
  readonly amountMinor: number | null;
}

/** @param dispensedMinor what provably left or was counted by hand; null when it cannot be told */
export function reversalFor(requestedMinor: number, dispensedMinor: number | null): Reversal {
  if (dispensedMinor === null) return { advice: 'suspect', amountMinor: null };
  // Paid too much: that is a matter between bank and cassette, the customer is owed nothing.
  const amountMinor = Math.max(0, requestedMinor - dispensedMinor);
  if (amountMinor === 0) return { advice: 'none', amountMinor };
  return { advice: dispensedMinor === 0 ? 'full' : 'partial', amountMinor };
}
