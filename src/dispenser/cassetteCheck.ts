import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { readLoads } from '../journal/cassetteLoads.ts';
import { expectedCounts, writeDeviceCount } from '../journal/deviceCounts.ts';
import type { CassetteStatus } from './driver.ts';

/** Notes that sensor, load and rejects may be off by before it means something. */
const slack = { sensor: 20, count: 5 };

/**
 * Holds the cassettes against what the journal knows of them (R20). Called between payouts only, and only while every
 * payout has a result: else notes may have left by a command of ours.
 *
 * - the near-end sensor has tripped although far more notes should be there: notes left without a command
 * - the device itself counts fewer notes than it should: the same. A larger count is a refill and becomes the new
 *   measure; a smaller one does not, so that a slow leak adds up.
 *
 * @returns what contradicts, in words; null when nothing does
 * @throws JOURNAL_UNWRITABLE
 */
export function cassetteContradiction(
  db: DatabaseSync,
  config: Config['dispenser'],
  cassettes: readonly CassetteStatus[],
  nowUtc: string,
): string | null {
  return missingByCount(db, cassettes, nowUtc) ?? missingBySensor(db, config, cassettes);
}

function missingByCount(db: DatabaseSync, cassettes: readonly CassetteStatus[], nowUtc: string): string | null {
  if (cassettes.every(({ count }) => count === null)) return null;
  const expected = expectedCounts(db);
  let contradiction: string | null = null;
  for (const { index, count } of cassettes) {
    if (count === null) continue;
    const should = expected.get(index);
    if (should === undefined || count > should) writeDeviceCount(db, index, count, nowUtc);
    else if (count < should - slack.count) {
      contradiction ??= `cassette ${index + 1}: the device counts ${count} notes, ${should} should be there`;
    }
  }
  return contradiction;
}

function missingBySensor(
  db: DatabaseSync,
  config: Config['dispenser'],
  cassettes: readonly CassetteStatus[],
): string | null {
  if (!cassettes.some(({ nearEnd }) => nearEnd)) return null;
  const loads = new Map(readLoads(db).map((load) => [load.cassette, load.remaining]));
  for (const { index, nearEnd, present } of cassettes) {
    const trips = config.cassettes[index]?.near_end_notes;
    const remaining = loads.get(index);
    if (!nearEnd || !present || trips === undefined || remaining === undefined) continue;
    if (remaining > trips + slack.sensor) {
      return `cassette ${index + 1}: near end (about ${trips} notes), by the counters ${remaining} should be there`;
    }
  }
  return null;
}
