import type { DatabaseSync } from 'node:sqlite';
import type { PayoutRequest, PayoutState } from '../dispenser/payoutResult.ts';
import type { Clock } from '../lib/clock.ts';
import { journalled, transaction } from './database.ts';
import type { StateDetail, StepNotes, StepRecord } from './stepRecord.ts';

/** The payout tables. Every method that writes has its row on the disk when it returns, or throws JOURNAL_UNWRITABLE. */
export class PayoutJournal {
  readonly #db: DatabaseSync;
  readonly #clock: Clock;

  constructor(db: DatabaseSync, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Records a payout with its planned steps and the intent to begin the first one: one write to the disk. */
  begin(request: PayoutRequest, steps: readonly (readonly StepNotes[])[]): void {
    this.inTransaction('a planned payout', () => {
      this.#db
        .prepare('INSERT INTO payouts VALUES (?, ?, ?, ?, ?, ?, ?)')
        .run(
          request.payoutId,
          request.sessionId,
          request.dispenseId,
          request.decisionSha256,
          request.amountMinor,
          request.currency,
          this.#now(),
        );
      const insert = this.#db.prepare('INSERT INTO payout_steps (payout_id, step, notes) VALUES (?, ?, ?)');
      for (const [step, notes] of steps.entries()) {
        insert.run(request.payoutId, step, JSON.stringify(notes));
        this.add(request.payoutId, step, 'planned', {});
      }
      if (steps.length > 0) this.add(request.payoutId, 0, 'intent', {});
    });
  }

  /** Adds one state; part of the caller's transaction when there is one, else a transaction of its own. */
  add(payoutId: string, step: number, state: PayoutState, detail: StateDetail): void {
    journalled(`state ${state} of payout ${payoutId}`, () =>
      this.#db
        .prepare('INSERT INTO payout_states (payout_id, step, state, detail, at_utc) VALUES (?, ?, ?, ?, ?)')
        .run(payoutId, step, state, JSON.stringify(detail), this.#now()),
    );
  }

  inTransaction<T>(what: string, work: () => T): T {
    return journalled(what, () => transaction(this.#db, work));
  }

  byDispenseId(dispenseId: string): PayoutRequest | null {
    return this.#request(this.#db.prepare('SELECT * FROM payouts WHERE dispense_id = ?').get(dispenseId));
  }

  byPayoutId(payoutId: string): PayoutRequest | null {
    return this.#request(this.#db.prepare('SELECT * FROM payouts WHERE payout_id = ?').get(payoutId));
  }

  /** Newest first. */
  recent(limit: number): PayoutRequest[] {
    const rows = this.#db.prepare('SELECT * FROM payouts ORDER BY rowid DESC LIMIT ?').all(limit);
    return rows.map((row) => this.#request(row)!);
  }

  /** Payouts that have at least one step in one of the states now, oldest first. */
  payoutsIn(states: readonly PayoutState[]): string[] {
    const rows = this.#db
      .prepare(
        `SELECT DISTINCT payout_id FROM payout_states AS s
         WHERE seq = (SELECT max(seq) FROM payout_states WHERE payout_id = s.payout_id AND step = s.step)
           AND state IN (${states.map(() => '?').join(', ')}) ORDER BY seq`,
      )
      .all(...states);
    return rows.map((row) => String(row.payout_id));
  }

  /** The steps of a payout in order. */
  steps(payoutId: string): StepRecord[] {
    const steps = this.#db.prepare('SELECT step, notes FROM payout_steps WHERE payout_id = ? ORDER BY step');
    const states = this.#db.prepare(
      'SELECT state, detail, at_utc FROM payout_states WHERE payout_id = ? AND step = ? ORDER BY seq',
    );
    return steps.all(payoutId).map((row) => ({
      payoutId,
      step: Number(row.step),
      notes: JSON.parse(String(row.notes)) as StepNotes[],
      states: states.all(payoutId, Number(row.step)).map((state) => ({
        state: state.state as PayoutState,
        detail: JSON.parse(String(state.detail)) as StateDetail,
        atUtc: String(state.at_utc),
      })),
    }));
  }

  /** Payouts whose result the listeners (fleet, evidence) have not confirmed. */
  unreported(): string[] {
    const rows = this.#db
      .prepare(
        'SELECT payout_id FROM payouts WHERE payout_id NOT IN (SELECT payout_id FROM payouts_reported) ORDER BY rowid',
      )
      .all();
    return rows.map((row) => String(row.payout_id));
  }

  markReported(payoutId: string): void {
    journalled('the report of a payout', () =>
      this.#db.prepare('INSERT OR IGNORE INTO payouts_reported VALUES (?)').run(payoutId),
    );
  }

  #request(row: Record<string, unknown> | undefined): PayoutRequest | null {
    if (!row) return null;
    return {
      payoutId: String(row.payout_id),
      sessionId: String(row.session_id),
      dispenseId: String(row.dispense_id),
      decisionSha256: String(row.decision_sha256),
      amountMinor: Number(row.amount_minor),
      currency: String(row.currency),
    };
  }

  #now(): string {
    return this.#clock.now().toISOString();
  }
}
