import type { Config } from '../../config/schema.ts';
import type { DispenserLock } from '../../dispenser/payoutApi.ts';
import type { PayoutResult } from '../../dispenser/payoutResult.ts';
import { summarise } from '../../dispenser/payoutSummary.ts';
import { readCounters } from '../../journal/cassetteCounters.ts';
import { readLoads } from '../../journal/cassetteLoads.ts';
import { journalPath, openJournalReadOnly } from '../../journal/database.ts';
import { readIdentity } from '../../journal/dispenserIdentity.ts';
import { readLocks } from '../../journal/dispenserLock.ts';
import { PayoutJournal } from '../../journal/payouts.ts';
import { systemClock } from '../../lib/clock.ts';
import { TellersightError } from '../../lib/errors.ts';

export interface ShownPayout extends PayoutResult {
  readonly requestedMinor: number;
  readonly plannedUtc: string | null;
  /** Notes per cassette of an answer that came too late; null for all others. */
  readonly lateNotes: readonly (number | null)[] | null;
}

export interface ShownStatus {
  readonly lock: DispenserLock | null;
  /** Every cause of the lock, the one above first. */
  readonly locks: readonly DispenserLock[];
  readonly identity: { readonly firmware: string; readonly checksum: string } | null;
  readonly counters: readonly {
    readonly cassette: number;
    readonly valueMinor: number;
    readonly dispensed: number;
    readonly rejected: number;
    /** Notes that should be in it by the last recorded load; null when none was recorded. */
    readonly remaining: number | null;
  }[];
  /** Newest first. */
  readonly payouts: readonly ShownPayout[];
}

/**
 * What the journal says, read beside a running daemon.
 * @throws JOURNAL_UNREADABLE, USAGE
 */
export function readStatus(config: Config, limit: number): ShownStatus {
  if (!Number.isInteger(limit) || limit < 0 || limit > 1000) {
    throw new TellersightError('USAGE', '--limit is a whole number from 0 to 1000');
  }
  const db = openJournalReadOnly(journalPath(config.paths.state));
  try {
    const journal = new PayoutJournal(db, systemClock);
    const counters = new Map(readCounters(db).map((row) => [row.cassette, row]));
    const loads = new Map(readLoads(db).map((load) => [load.cassette, load.remaining]));
    const locks = readLocks(db);
    return {
      lock: locks[0] ?? null,
      locks,
      identity: readIdentity(db),
      counters: config.dispenser.cassettes.map(({ value_minor }, cassette) => ({
        cassette,
        valueMinor: value_minor,
        dispensed: counters.get(cassette)?.dispensed ?? 0,
        rejected: counters.get(cassette)?.rejected ?? 0,
        remaining: loads.get(cassette) ?? null,
      })),
      payouts: journal.recent(limit).map((request) => {
        const states = journal.steps(request.payoutId).flatMap((step) => step.states);
        return {
          ...summarise(db, journal, request),
          requestedMinor: request.amountMinor,
          plannedUtc: states[0]?.atUtc ?? null,
          lateNotes: states.findLast(({ detail }) => detail.late)?.detail.late?.exited ?? null,
        };
      }),
    };
  } finally {
    db.close();
  }
}
