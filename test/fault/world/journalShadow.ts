import type { TappedDatabase } from './journalTap.ts';

const uncertain = ['unknown', 'suspect'];

/** The state of each step as it was written last, without asking the journal again at each note. */
export class JournalShadow {
  readonly #states = new Map<string, string>();

  note(payoutId: string, step: number, state: string): void {
    this.#states.set(`${payoutId}/${step}`, state);
  }

  /** What a new process finds on the disk. */
  read(db: TappedDatabase): void {
    this.#states.clear();
    for (const row of db.prepare('SELECT payout_id, step, state FROM payout_steps').all()) {
      this.note(String(row.payout_id), Number(row.step), String(row.state));
    }
  }

  stateOf(payoutId: string, step: number): string | null {
    return this.#states.get(`${payoutId}/${step}`) ?? null;
  }

  /** A step whose outcome is uncertain and not settled; null when there is none. */
  get uncertain(): string | null {
    for (const [step, state] of this.#states) if (uncertain.includes(state)) return step;
    return null;
  }
}
