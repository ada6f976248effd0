import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';
import { transaction } from './database.ts';

export interface OutboxRow {
  /** Grows with every row ever queued, across restarts. */
  readonly seq: number;
  readonly topic: string;
  readonly payload: string;
  readonly qos: number;
  readonly createdUtc: string;
}

export interface OutboxOptions {
  readonly db: DatabaseSync;
  readonly maxRows: number;
  readonly clock: Clock;
}

/**
 * Reports on their way to the broker, in a table of the journal (R25). A row is deleted only after the broker's PUBACK,
 * oldest first, so a kill or a power cut repeats at most the row that was under way and loses none.
 */
export class Outbox {
  readonly #db: DatabaseSync;
  readonly #maxRows: number;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  readonly #insert: StatementSync;
  readonly #first: StatementSync;
  readonly #delete: StatementSync;
  readonly #count: StatementSync;
  readonly #nextNumber: StatementSync;

  constructor({ db, maxRows, clock }: OutboxOptions) {
    this.#db = db;
    this.#maxRows = maxRows;
    this.#clock = clock;
    this.#insert = db.prepare('INSERT INTO outbox (topic, payload, qos, created_utc) VALUES (?, ?, ?, ?)');
    this.#first = db.prepare(
      'SELECT seq, topic, payload, qos, created_utc AS createdUtc FROM outbox ORDER BY seq LIMIT 1',
    );
    this.#delete = db.prepare('DELETE FROM outbox WHERE seq = ?');
    // Rows leave oldest first, so newest - oldest + 1 is their number (never less): two look-ups, where count(*) would
    // read the whole queue for every report.
    this.#count = db.prepare(
      'SELECT ifnull((SELECT max(seq) FROM outbox) - (SELECT min(seq) FROM outbox) + 1, 0) AS rows',
    );
    this.#nextNumber = db.prepare(
      `INSERT INTO outbox_meta (key, value) VALUES (?, '1')
       ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) RETURNING value`,
    );
  }

  /** Rows kept back for reports of cash that has already moved: a tenth of the queue, at least ten rows. */
  get reserve(): number {
    return Math.max(10, Math.floor(this.#maxRows / 10));
  }

  count(): number {
    return (this.#count.get() as { rows: number }).rows;
  }

  /** Can `rows` more rows be taken without touching the reserve? Ask before cash is moved. */
  hasRoom(rows = 1): boolean {
    return this.count() + rows <= this.#maxRows - this.reserve;
  }

  /**
   * Queues one report. `compose` gets the next number of this topic (it grows by one per report, across restarts, so a
   * receiver sees a gap) and returns the payload. Takes part in the caller's transaction if there is one.
   *
   * @param useReserve true for reports of cash that has already moved
   * @throws OUTBOX_FULL: nothing was queued, the caller must not go on (fail closed)
   */
  enqueue(topic: string, compose: (number: number) => string, qos: 0 | 1, useReserve = false): OutboxRow {
    const work = () => {
      const limit = useReserve ? this.#maxRows : this.#maxRows - this.reserve;
      if (this.count() >= limit) {
        throw new TellersightError('OUTBOX_FULL', `the outbox holds ${this.count()} of ${this.#maxRows} rows`);
      }
      const { value } = this.#nextNumber.get(`seq:${topic}`) as { value: string };
      const payload = compose(Number(value));
      const createdUtc = this.#clock.now().toISOString();
      const { lastInsertRowid } = this.#insert.run(topic, payload, qos, createdUtc);
      return { seq: Number(lastInsertRowid), topic, payload, qos, createdUtc };
    };
    const row = this.#db.isTransaction ? work() : transaction(this.#db, work);
    for (const listener of this.#listeners) listener();
    return row;
  }

  /** The oldest row, or null. */
  first(): OutboxRow | null {
    return (this.#first.get() as OutboxRow | undefined) ?? null;
  }

  /** Forgets a row that the broker has acknowledged. */
  acknowledge(seq: number): void {
    this.#delete.run(seq);
  }

  /** Calls `listener` after each enqueue. Returns a function that unsubscribes. */
  onEnqueued(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
