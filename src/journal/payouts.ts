import type { DatabaseSync } from 'node:sqlite';
import type { PayoutRequest, PayoutState } from '../dispenser/payoutResult.ts';
import type { Clock } from '../lib/clock.ts';
import { journalled, transaction } from './database.ts';
import { statement } from './statement.ts';
import type { StateDetail, StepNotes, StepRecord } from './stepRecord.ts';

/** The payout tables. Every method that writes has its row on the disk when it returns, or throws JOURNAL_UNWRITABLE. */
export class PayoutJournal {
  readonly #db: DatabaseSync;
  readonly #clock: Clock;
  readonly #bootId: string;

  constructor(db: DatabaseSync, clock: Clock, bootId = '') {
    this.#db = db;
    this.#clock = clock;
    this.#bootId = bootId;
  }

  /** Records a payout with its planned steps and the intent to begin the first one: one write to the disk. */
  begin(request: PayoutRequest, steps: readonly (readonly StepNotes[])[]): void {
    this.inTransaction('a planned payout', () => {
      statement(
        this.#db,
        `INSERT INTO payouts (payout_id, session_id, dispense_id, decision_sha256, amount_minor, currency,
             created_utc, boot_id, monotonic_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      ).run(
        request.payoutId,
        request.sessionId,
        request.dispenseId,
        request.decisionSha256,
        request.amountMinor,
        request.currency,
        this.#now(),
        this.#bootId,
        Math.round(this.#clock.monotonicMs()),
      );
      const insert = statement(this.#db, 'INSERT INTO payout_steps (payout_id, step, notes) VALUES (?, ?, ?)');
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
      statement(
        this.#db,
        'INSERT INTO payout_states (payout_id, step, state, detail, at_utc) VALUES (?, ?, ?, ?, ?)',
      ).run(payoutId, step, state, JSON.stringify(detail), this.#now()),
    );
  }

  inTransaction<T>(what: string, work: () => T): T {
    return journalled(what, () => transaction(this.#db, work));
  }

  byDispenseId(dispenseId: string): PayoutRequest | null {
    return this.#request(statement(this.#db, 'SELECT * FROM payouts WHERE dispense_id = ?').get(dispenseId));
  }

  byPayoutId(payoutId: string): PayoutRequest | null {
    return this.#request(statement(this.#db, 'SELECT * FROM payouts WHERE payout_id = ?').get(payoutId));
  }

  /** Newest first. */
  recent(limit: number): PayoutRequest[] {
    const rows = statement(this.#db, 'SELECT * FROM payouts ORDER BY rowid DESC LIMIT ?').all(limit);
    return rows.map((row) => this.#request(row)!);
  }

  /** Payouts that have at least one step in one of the states now, oldest first. */
  payoutsIn(states: readonly PayoutState[]): string[] {
    const rows = statement(
      this.#db,
      `SELECT payout_id FROM payout_steps WHERE state IN (${states.map(() => '?').join(', ')})
         GROUP BY payout_id ORDER BY min(step_id)`,
    ).all(...states);
    return rows.map((row) => String(row.payout_id));
  }

  /** The steps of a payout in order. */
  steps(payoutId: string): StepRecord[] {
    const steps = statement(this.#db, 'SELECT step, notes FROM payout_steps WHERE payout_id = ? ORDER BY step');
    const states = statement(
      this.#db,
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

  /** Payouts whose result the listeners (fleet, evidence) have not confirmed, oldest first. */
  unreported(): string[] {
    const rows = statement(this.#db, 'SELECT payout_id FROM payouts WHERE reported = 0 ORDER BY rowid').all();
    return rows.map((row) => String(row.payout_id));
  }

  /** False marks it for being told again: its result was proved after it had been told as unknown. */
  setReported(payoutId: string, reported: boolean): void {
    journalled('the report of a payout', () =>
      statement(this.#db, 'UPDATE payouts SET reported = ? WHERE payout_id = ?').run(reported ? 1 : 0, payoutId),
    );
  }

  /** Number of the last state of a payout; grows with each. */
  lastState(payoutId: string): number {
    return Number(
      statement(this.#db, 'SELECT max(seq) AS seq FROM payout_states WHERE payout_id = ?').get(payoutId)!.seq,
    );
  }

  /** The boot in which a payout was begun. */
  bootOf(payoutId: string): string {
    return String(statement(this.#db, 'SELECT boot_id FROM payouts WHERE payout_id = ?').get(payoutId)?.boot_id ?? '');
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
