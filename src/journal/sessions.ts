import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';

/** Sessions as rows: when, how they ended and why; nothing about the customer. */
export class Sessions {
  readonly #db: DatabaseSync;
  readonly #clock: Clock;

  constructor(db: DatabaseSync, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** @throws JOURNAL_UNWRITABLE: then no session is opened, since nothing of it could be recorded. */
  opened(sessionId: string): void {
    this.#run('INSERT INTO sessions (session_id, opened_utc) VALUES (?, ?)', sessionId, this.#utc());
  }

  /** @param endState the last state; @param reasons catalog codes. */
  closed(sessionId: string, endState: string, reasons: readonly string[]): void {
    this.#run(
      'UPDATE sessions SET closed_utc = ?, end_state = ?, reasons = ? WHERE session_id = ?',
      this.#utc(),
      endState,
      reasons.join(','),
      sessionId,
    );
  }

  /** Ends what a crash left open: those sessions are over, whatever their clients think. Returns how many. */
  closeLeftovers(): number {
    return this.#run("UPDATE sessions SET closed_utc = ?, end_state = 'lost' WHERE closed_utc IS NULL", this.#utc());
  }

  /** DISPENSEID of the session's payout, also after a restart; null when it had none. */
  dispenseIdOf(sessionId: string): string | null {
    const row = this.#db.prepare('SELECT dispense_id FROM payouts WHERE session_id = ?').get(sessionId);
    return (row?.dispense_id as string | undefined) ?? null;
  }

  #utc(): string {
    return this.#clock.now().toISOString();
  }

  #run(sql: string, ...values: (string | null)[]): number {
    try {
      return Number(this.#db.prepare(sql).run(...values).changes);
    } catch (cause) {
      throw new TellersightError('JOURNAL_UNWRITABLE', 'a session cannot be recorded', { cause });
    }
  }
}
