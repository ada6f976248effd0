/** Something that must never be. `invariant` is the name by which tests and the output know it. */
export interface Violation {
  readonly invariant: InvariantName;
  readonly message: string;
  /** The payout it is about, where it is about one. */
  readonly payoutId: string | null;
  readonly atMs: number;
}

/** Every invariant, in the words of the report. */
export const invariantNames = {
  authorised: 'no more notes leave for a payout than were asked for, double feeds apart',
  alarm: 'more notes than asked for raise an alarm: the outcome is suspect or unknown',
  certain: 'a certain outcome states exactly the notes that left and were rejected, per cassette',
  recorded: 'every note that left belongs to a command that the journal had before',
  once: 'the device carries out each planned command at most once',
  notAfterUncertain: 'no command moves cash while an earlier outcome is uncertain',
  refusal: 'a rejected request moved nothing',
  monotonic: 'the counters never run backwards, over all lives',
  counters: 'after reconciliation the counters are the notes that left',
  settles: 'dispense() comes back in bounded time',
  stable: 'the same DISPENSEID always gets the recorded result; only an uncertain one may become proved or settled',
  locked: 'uncertain and unsettled means locked; a lock that names a payout means that payout is uncertain',
  coded: 'nothing is thrown or logged but coded errors',
  closed: 'after a recovery no step is left without a result',
  usable: 'after reconciliation a normal payout works and is certain',
  sealed: 'nothing takes true time or true randomness',
} as const;

export type InvariantName = keyof typeof invariantNames;
