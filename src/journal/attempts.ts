import { createHmac } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';

export interface AttemptsOptions {
  readonly db: DatabaseSync;
  readonly clock: Clock;
  readonly policy: Config['policy'];
  /** 32 bytes of this board: what reaches the disk cannot be led back to an account without them. */
  readonly secret: Uint8Array;
}

/** What is kept of an account (R5). */
export interface AccountAttempts {
  readonly consecutiveFailures: number;
  readonly totalFailures: number;
  /** Milliseconds still to wait, 0 = none. */
  readonly delayMs: number;
  readonly faceRouteOff: boolean;
}

interface Row {
  consecutive_failures: number;
  total_failures: number;
  delayed_until_utc: string | null;
  face_route_off: number;
}

/**
 * Failed attempts per account, on the disk before anyone is told the result (R5), so that neither a reboot nor pulling
 * the plug at the right moment gives another try.
 */
export class Attempts {
  readonly #options: AttemptsOptions;
  /** Monotonic end of a delay per row, once this process knows of it. */
  readonly #delays = new Map<string, number>();

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /** @throws JOURNAL_UNWRITABLE */
  state(account: string): AccountAttempts {
    const row = this.#guard((db) =>
      db
        .prepare(
          'SELECT consecutive_failures, total_failures, delayed_until_utc, face_route_off FROM attempts WHERE account = ?',
        )
        .get(this.#key(account)),
    ) as Row | undefined;
    if (!row) return { consecutiveFailures: 0, totalFailures: 0, delayMs: 0, faceRouteOff: false };
    return {
      consecutiveFailures: row.consecutive_failures,
      totalFailures: row.total_failures,
      delayMs: row.delayed_until_utc === null ? 0 : this.#delayLeft(account, row.delayed_until_utc),
      faceRouteOff: row.face_route_off === 1,
    };
  }

  /**
   * A delay runs by the monotonic clock: setting the wall clock forward does not end it, nor does setting it back make it
   * longer. Only for a delay from before a restart the wall clock is all there is, and then for one delay at most.
   */
  #delayLeft(account: string, untilUtc: string): number {
    const { clock, policy } = this.#options;
    const key = this.#key(account);
    const now = clock.monotonicMs();
    const known = this.#delays.get(key);
    if (known !== undefined) return Math.max(0, known - now);
    const left = Math.min(Math.max(0, Date.parse(untilUtc) - clock.now().getTime()), policy.failure_delay_s * 1000);
    this.#delays.set(key, now + left);
    return left;
  }

  /** One more failure; from `failures_before_delay` consecutive ones each starts a delay. @throws JOURNAL_UNWRITABLE */
  fail(account: string): void {
    const { policy, clock } = this.#options;
    const before = this.state(account);
    const consecutive = before.consecutiveFailures + 1;
    const total = before.totalFailures + 1;
    const now = clock.now();
    const delayed = consecutive >= policy.failures_before_delay;
    const until = delayed ? new Date(now.getTime() + policy.failure_delay_s * 1000).toISOString() : null;
    const off = before.faceRouteOff || total >= policy.failures_before_off ? 1 : 0;
    this.#guard((db) =>
      db
        .prepare(
          `INSERT INTO attempts (account, consecutive_failures, total_failures, last_failure_utc, delayed_until_utc, face_route_off)
           VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (account) DO UPDATE SET
             consecutive_failures = excluded.consecutive_failures, total_failures = excluded.total_failures,
             last_failure_utc = excluded.last_failure_utc, delayed_until_utc = excluded.delayed_until_utc,
             face_route_off = excluded.face_route_off`,
        )
        .run(this.#key(account), consecutive, total, now.toISOString(), until, off),
    );
    if (delayed) this.#delays.set(this.#key(account), clock.monotonicMs() + policy.failure_delay_s * 1000);
  }

  /** A capture that could not be measured: counted for the operator, bounded per session by the policy. */
  poor(account: string): void {
    this.#guard((db) =>
      db
        .prepare(
          `INSERT INTO attempts (account, poor_captures) VALUES (?, 1)
           ON CONFLICT (account) DO UPDATE SET poor_captures = poor_captures + 1`,
        )
        .run(this.#key(account)),
    );
  }

  /** An accepted decision ends the row of failures; the total stays, or an impostor could hide among good visits. */
  succeed(account: string): void {
    this.#guard((db) =>
      db
        .prepare('UPDATE attempts SET consecutive_failures = 0, delayed_until_utc = NULL WHERE account = ?')
        .run(this.#key(account)),
    );
    this.#delays.delete(this.#key(account));
  }

  #key(account: string): string {
    return createHmac('sha256', this.#options.secret).update(account).digest('hex');
  }

  #guard<T>(work: (db: DatabaseSync) => T): T {
    try {
      return work(this.#options.db);
    } catch (cause) {
      throw new TellersightError('JOURNAL_UNWRITABLE', 'the attempts of an account cannot be kept', { cause });
    }
  }
}
