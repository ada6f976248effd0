import type { Transcript } from '../atm/app.ts';
import type { Outcome } from './scenario.ts';

/** What a withdrawal came to, as the ATM application and the bank saw it. */
export function outcomeOf(transcript: Transcript, notes: readonly string[] = []): Outcome {
  const { endedAt, reasons, bankSaid, bookedMinor, uncertain } = transcript;
  const said = bankSaid === null ? [] : [`the bank says: ${bankSaid}`];
  return {
    result: resultOf(transcript),
    reasons,
    paid: uncertain ? null : (bookedMinor ?? 0),
    notes: [...said, ...notes, `ended at step "${endedAt}"`],
  };
}

function resultOf({ endedAt, reasons, bankSaid }: Transcript): string {
  if (endedAt === 'done') return 'paid';
  if (bankSaid !== null) return `bank: ${bankSaid}`;
  return reasons[0] ?? `stopped at ${endedAt}`;
}
