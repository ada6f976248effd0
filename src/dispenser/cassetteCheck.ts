import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { readLoads } from '../journal/cassetteLoads.ts';
import { readDeviceCounts, writeDeviceCount } from '../journal/deviceCounts.ts';
import type { CassetteStatus } from './driver.ts';

/** Notes that sensor, load and rejects may be off by before it means something. */
const slack = 20;

/**
 * Holds the cassettes against what the journal knows of them (R20). Called between payouts only: while notes move,
 * neither side is up to date.
 *
 * - the near-end sensor has tripped although far more notes should be there: notes left without a command
 * - the device itself counts fewer notes than when it was last asked, and no payout ran in between
 *
 * @returns what contradicts, in words; null when nothing does. Remembers the device's counts.
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

/** After a payout the device's counts are the new truth to compare with. @throws JOURNAL_UNWRITABLE */
export function rememberCounts(db: DatabaseSync, cassettes: readonly CassetteStatus[], nowUtc: string): void {
  const known = readDeviceCounts(db);
  for (const { index, count } of cassettes) {
    if (count !== null && known.get(index) !== count) writeDeviceCount(db, index, count, nowUtc);
  }
}

function missingByCount(db: DatabaseSync, cassettes: readonly CassetteStatus[], nowUtc: string): string | null {
  if (cassettes.every(({ count }) => count === null)) return null;
  const known = readDeviceCounts(db);
  const fewer = cassettes.find(({ index, count }) => count !== null && count < (known.get(index) ?? 0));
  rememberCounts(db, cassettes, nowUtc);
  if (!fewer) return null;
  return `cassette ${fewer.index + 1}: the device counts ${fewer.count} notes, before it was ${known.get(fewer.index)}`;
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
    if (remaining > trips + slack) {
      return `cassette ${index + 1}: near end (about ${trips} notes), by the counters ${remaining} should be there`;
    }
  }
  return null;
}
