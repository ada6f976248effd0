import type { DispenseOutcome, DispenseReport } from '../driver.ts';
import type { Account } from './account.ts';
import type { SspEvent } from './event.ts';
import { type FinalEvent, finalEvents } from './finalEvents.ts';

const DISPENSED = 0xd2;
const JAMMED = 0xd5;

export interface Evidence {
  /** Notes asked of each cassette. */
  readonly requested: readonly number[];
  readonly valuesMinor: readonly number[];
  readonly currency: string;
  readonly before: Account;
  /** Read while the device was idle. */
  readonly after: Account;
  /** Everything reported since the command, in order. */
  readonly events: readonly SspEvent[];
  /** Levels from which a cassette counts as near its end. */
  readonly nearEndNotes: readonly number[];
}

/**
 * What became of a payout. Three things of the device speak: its levels (per denomination), its counters (notes in all)
 * and its events (value). A result is certain only when all of them tell the same story and that story fits the request;
 * levels and counters outlive a power cut, events do not always, so the absence of an event is no contradiction, while an
 * event that says something else is.
 */
export function judge(evidence: Evidence): DispenseReport {
  const { before, after, requested, nearEndNotes } = evidence;
  const moved = movedNotes(evidence);
  const out = before.levels.map((level, i) => {
    const left = after.levels[i] ?? null;
    return level === null || left === null ? null : level - left - moved[i]!;
  });
  const finals = finalEvents(evidence.events);
  const over = after.dispensed - before.dispensed > sum(requested) || out.some((n, i) => (n ?? 0) > requested[i]!);
  const discrepancy = findDiscrepancy(evidence, out, moved, finals);
  const last = finals.at(-1);
  return {
    outcome: discrepancy === null ? outcomeOf(evidence, out, last) : 'suspect',
    exited: out.map((count) => (count === null || count < 0 ? null : count)),
    rejected: moved,
    deviceCode: last ? last.code.toString(16).toUpperCase() : null,
    deviceMeaning: last ? last.name : null,
    nearEnd: after.levels.map((level, i) => (level ?? 0) < (nearEndNotes[i] ?? 0)),
    discrepancy,
    ...(over ? { overDispense: true as const } : {}),
  };
}

function outcomeOf({ requested }: Evidence, out: readonly (number | null)[], last?: FinalEvent): DispenseOutcome {
  if (out.every((count, i) => count === requested[i])) return 'dispensed';
  // Fewer, and the device itself says that it stopped.
  return last ? 'short' : 'notExecuted';
}

function findDiscrepancy(
  evidence: Evidence,
  out: readonly (number | null)[],
  moved: readonly number[],
  finals: readonly FinalEvent[],
): string | null {
  return (
    wrongLevels(evidence, out) ?? wrongCounters(evidence, out, moved) ?? wrongEvents(evidence, out as number[], finals)
  );
}

function wrongLevels({ requested, before }: Evidence, out: readonly (number | null)[]): string | null {
  for (const [i, count] of out.entries()) {
    const name = `cassette ${i + 1}`;
    if (count === null && (before.levels[i] !== null || requested[i]! > 0)) return `${name}: its level is not reported`;
    if (count !== null && count < 0) return `${name}: more notes are in it than before, somebody has filled it`;
    if (count !== null && count > requested[i]!) {
      return `over-dispense: ${count} notes left ${name}, ${requested[i]} were asked for`;
    }
  }
  return null;
}

function wrongCounters({ before, after }: Evidence, out: readonly (number | null)[], moved: readonly number[]) {
  const dispensed = after.dispensed - before.dispensed;
  const transferred = after.transferred - before.transferred;
  const left = sum(out);
  if (dispensed !== left) return `${left} notes are missing from the levels, the counter says ${dispensed} were paid`;
  if (transferred === sum(moved)) return null;
  return `${transferred} notes went to the cashbox by the counter, ${sum(moved)} by the events`;
}

function wrongEvents(evidence: Evidence, out: readonly number[], finals: readonly FinalEvent[]): string | null {
  const { events, requested, valuesMinor } = evidence;
  for (const event of events) {
    if (event.kind === 'unknown') return `an event that nobody knows: ${event.code.toString(16).toUpperCase()}`;
    if (event.role === 'doubt' || event.role === 'fraud') return `the device reports ${event.name}`;
  }
  if (finals.length > 1) return `two ends of one payout: ${finals.map(({ name }) => name).join(', ')}`;
  const value = total(out, valuesMinor);
  const [last] = finals;
  const atPowerUp = events.filter((event) => event.kind !== 'unknown' && event.role === 'paidAtPowerUp');
  if (!last) {
    // Without an event, nothing at all or everything is a story; a part of it is not.
    if (atPowerUp.length > 0) return 'a note was paid at power-up, but no payout is reported as interrupted';
    const whole = out.every((count, i) => count === requested[i]);
    return whole || value === 0 ? null : 'a part of the notes left, and the device does not say why';
  }
  if (last.code === JAMMED) return 'the device is jammed, a note lies inside';
  const said = paid([last, ...atPowerUp], evidence.currency);
  if (said !== value) return `${last.name} says ${said ?? 'another currency'}, levels and counters say ${value}`;
  const asked = total(requested, valuesMinor);
  if (last.kind === 'incomplete' && last.values.some(({ requestedMinor }) => requestedMinor !== asked)) {
    return `${last.name} is about another amount than ${asked}`;
  }
  return last.code === DISPENSED && value !== asked ? `${last.name} although ${asked - value} are missing` : null;
}

/** Notes that went to the cashbox, by cassette; those of other denominations concern no cassette. */
function movedNotes({ events, valuesMinor, currency }: Evidence): number[] {
  const counts = valuesMinor.map(() => 0);
  for (const event of events) {
    if (event.kind !== 'values' || event.role !== 'moved') continue;
    for (const note of event.values) {
      const cassette = note.currency === currency ? valuesMinor.indexOf(note.valueMinor) : -1;
      if (cassette >= 0) counts[cassette]! += 1;
    }
  }
  return counts;
}

/** Null when any of it is in another currency. */
function paid(events: readonly SspEvent[], currency: string): number | null {
  let value = 0;
  for (const event of events) {
    if (event.kind !== 'values' && event.kind !== 'incomplete') continue;
    for (const money of event.values) {
      if (money.currency !== currency) return null;
      value += money.valueMinor;
    }
  }
  return value;
}

function total(notes: readonly number[], valuesMinor: readonly number[]): number {
  return notes.reduce((value, count, i) => value + count * valuesMinor[i]!, 0);
}

function sum(counts: readonly (number | null)[]): number {
  return counts.reduce<number>((all, count) => all + (count ?? 0), 0);
}
