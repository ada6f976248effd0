import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { statement } from '../journal/statement.ts';
import type { Clock } from '../lib/clock.ts';
import { TellersightError } from '../lib/errors.ts';

const hourMs = 3_600_000;

/**
 * Refuses a payout that would go over a velocity limit (R20: jackpotting draws much in little time). The payouts are in
 * the journal, so a restart resets nothing. A payout counts while it is young by the wall clock, or by the monotonic
 * clock of the same boot: setting the wall clock forward frees nothing, and setting it back does not either, because
 * what seems to lie in the future counts.
 *
 * @throws VELOCITY_LIMIT
 */
export function assertVelocity(
  db: DatabaseSync,
  clock: Clock,
  bootId: string,
  config: Config['dispenser'],
  amountMinor: number,
): void {
  const { max_payouts_per_hour: payouts, max_minor_per_hour: perHour, max_minor_per_day: perDay } = config;
  if (payouts > 0 || perHour > 0) {
    const hour = drawn(db, clock, bootId, hourMs);
    if (payouts > 0 && hour.payouts + 1 > payouts) refuse(`${payouts} payouts per hour are reached`);
    if (perHour > 0 && hour.minor + amountMinor > perHour) refuse(`${perHour} minor units per hour would be passed`);
  }
  if (perDay > 0 && drawn(db, clock, bootId, 24 * hourMs).minor + amountMinor > perDay) {
    refuse(`${perDay} minor units per day would be passed`);
  }
}

/** What was asked for in the window. A payout of which nothing was executed does not count; an uncertain one does. */
function drawn(db: DatabaseSync, clock: Clock, bootId: string, windowMs: number): { payouts: number; minor: number } {
  const row = statement(
    db,
    `SELECT count(*) AS payouts, coalesce(sum(amount_minor), 0) AS minor FROM payouts AS p
       WHERE (created_utc > ? OR (boot_id = ? AND monotonic_ms > ?))
         AND EXISTS (SELECT 1 FROM payout_steps AS s WHERE s.payout_id = p.payout_id AND s.state <> 'notExecuted')`,
  ).get(new Date(clock.now().getTime() - windowMs).toISOString(), bootId, Math.round(clock.monotonicMs() - windowMs))!;
  return { payouts: Number(row.payouts), minor: Number(row.minor) };
}

function refuse(message: string): never {
  throw new TellersightError('VELOCITY_LIMIT', message);
}
