import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PresentStatus } from '../../../src/dispenser/payoutApi.ts';
import { readCounters } from '../../../src/journal/cassetteCounters.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { DispenserSimulator } from '../../../src/simulator/dispenser/client.ts';
import { seededRandom } from '../../../src/simulator/dispenser/seededRandom.ts';
import { boardConfig } from './dialects.ts';
import type { Kill } from './killSwitch.ts';
import { Life } from './life.ts';

export interface LaneResult {
  readonly kills: number;
  /** Kills that hit a payout in flight, by where they did. */
  readonly hits: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
  /** Payouts that the engine refused before the kill came, by code. */
  readonly refusals: Readonly<Record<string, number>>;
  readonly locks: Readonly<Record<string, number>>;
  /** Milliseconds from process start to a known or locked state, ascending. */
  readonly startMs: readonly number[];
  /** What must never be; empty when all is well. */
  readonly violations: readonly string[];
}

const authorisedMinor = 75_000;

/**
 * Pays on one simulated dispenser and kills the paying process again and again, each time at another operation; after
 * each kill the next process must know what happened, or lock. The simulator's ledger is the truth.
 */
export async function runLane(
  dialect: string,
  kills: number,
  seed: number,
  onKill: () => void = () => {},
): Promise<LaneResult> {
  const dir = mkdtempSync(join(tmpdir(), 'tellersight-kill-'));
  const paths = { link: join(dir, 'tty'), control: join(dir, 'control'), ledger: join(dir, 'ledger') };
  const config = boardConfig(dialect, paths.link);
  const values = config.cassettes.map(({ value_minor }) => value_minor);
  const simulator = await DispenserSimulator.start({
    ...paths,
    dialect,
    seed,
    noteMs: 2,
    takeMs: 50,
    load: values.map(() => 5000),
    settings: { repeatMs: '50' },
  });
  const random = seededRandom(seed);
  const journal = join(dir, 'journal.sqlite');
  const tally = {
    hits: {} as Record<string, number>,
    outcomes: {} as Record<string, number>,
    refusals: {} as Record<string, number>,
    locks: {} as Record<string, number>,
  };
  const startMs: number[] = [];
  const violations: string[] = [];
  const exited = () => simulator.counted().exited.slice(0, values.length);
  const worth = (notes: readonly number[]) => notes.reduce((sum, count, i) => sum + count * values[i]!, 0);
  let previous: { readonly id: string; readonly before: readonly number[]; readonly where: string } | null = null;
  try {
    for (let round = 0; round <= kills; round++) {
      const life = new Life(dialect, paths.link, journal);
      startMs.push(await life.started());
      await idle(simulator);
      if (previous) {
        const gone = exited().map((count, i) => count - previous!.before[i]!);
        const where = `kill ${round} (${previous.where})`;
        const state = await settledState(life, previous.id);
        const outcome = check(state, worth(gone), (text) => violations.push(`${where}: ${text}`));
        tally.outcomes[outcome] = (tally.outcomes[outcome] ?? 0) + 1;
        if (state.present) tally.hits[previous.where] = (tally.hits[previous.where] ?? 0) + 1;
        if (state.lock) {
          const refused = await life.ask({ pay: request(`NO${round}`) });
          if (refused?.refused !== 'DISPENSER_LOCKED') violations.push(`${where}: locked, and yet it would pay`);
          tally.locks[state.lock.code] = (tally.locks[state.lock.code] ?? 0) + 1;
          // What left with the open payout; without one, everything that left is counted already.
          const countedNotes = state.lock.payoutId === null ? gone.map(() => 0) : gone;
          const reconcile = { operator: 'local-operator', countedNotes, statement: 'counted after a kill' };
          await life.ask({ reconcile });
        }
        if (worth(exited().map((count, i) => count - previous!.before[i]!)) !== worth(gone)) {
          violations.push(`${where}: notes left after the restart`);
        }
      }
      if (round === kills) {
        await life.kill();
        break;
      }
      for (const cassette of values.keys()) await simulator.control({ load: { cassette, notes: 5000 } });
      const kill = draw(random);
      previous = { id: `KILL${round}`, before: exited(), where: whereOf(kill) };
      const answer = await life.ask({ pay: request(previous.id), kill });
      if (answer?.refused)
        tally.refusals[answer.refused as string] = (tally.refusals[answer.refused as string] ?? 0) + 1;
      await life.kill();
      onKill();
    }
    compareCounters(journal, exited(), violations);
  } finally {
    await simulator.stop();
    rmSync(dir, { recursive: true, force: true });
  }
  return { kills, ...tally, startMs: startMs.sort((a, b) => a - b), violations };
}

interface State {
  readonly present: PresentStatus | null;
  readonly lock: { readonly code: string; readonly payoutId: string | null } | null;
}

/** Waits for the line, and a few seconds for a device that can be asked for the lost result. */
async function settledState(life: Life, id: string): Promise<State> {
  for (let tries = 0; ; tries++) {
    const state = (await life.ask({ ask: id })) as unknown as State & { readonly settled: boolean };
    if (state.settled || tries === 200) return state;
    await pause(20);
  }
}

function check({ present, lock }: State, paidMinor: number, violation: (text: string) => void): string {
  if (paidMinor > authorisedMinor) violation(`${paidMinor} paid, ${authorisedMinor} authorised`);
  if (present === null) {
    if (paidMinor !== 0) violation(`${paidMinor} paid, and the journal knows no payout`);
    return 'not begun';
  }
  if (present.dispensedMinor !== null) {
    if (present.dispensedMinor !== paidMinor) violation(`${present.dispensedMinor} said, ${paidMinor} counted`);
    return present.outcome;
  }
  if (lock === null) violation(`${present.outcome}, and not locked`);
  return present.outcome;
}

function compareCounters(journal: string, exited: readonly number[], violations: string[]): void {
  const db = openJournal(journal);
  const counters = readCounters(db);
  for (const [cassette, count] of exited.entries()) {
    const counted = counters.find((row) => row.cassette === cassette)?.dispensed ?? 0;
    if (counted !== count) violations.push(`cassette ${cassette}: counter ${counted}, ledger ${count}`);
  }
  if (db.prepare('PRAGMA integrity_check').get()!.integrity_check !== 'ok') violations.push('the journal is damaged');
  db.close();
}

function draw(random: () => number): Kill {
  const at = (['journal', 'wire', 'time'] as const)[Math.floor(random() * 3)]!;
  const most = { journal: 24, wire: 12, time: 150 }[at];
  return { at, n: 1 + Math.floor(random() * most), when: random() < 0.5 ? 'before' : 'after' };
}

function whereOf({ at, when }: Kill): string {
  if (at === 'time') return 'at any time';
  return at === 'journal' ? `${when} a write to the journal` : `${when} a step on the wire`;
}

function request(dispenseId: string) {
  return {
    payoutId: `payout_${dispenseId}`,
    sessionId: 'session_1',
    dispenseId,
    decisionSha256: 'AB'.repeat(32),
    amountMinor: authorisedMinor,
    currency: 'CNY',
  };
}

/**
 * Idle three times in a row, and the customer has taken the notes: bytes of the killed process may still lie in the line
 * when it is asked first.
 */
async function idle(simulator: DispenserSimulator): Promise<void> {
  for (let quiet = 0, tries = 0; quiet < 3 && tries < 1000; tries++) {
    const { busy, lying } = await simulator.control({ status: true });
    quiet = busy || lying > 0 ? 0 : quiet + 1;
    await pause(5);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
