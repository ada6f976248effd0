import { TellersightError, toTellersightError } from '../../lib/errors.ts';
import { Pack } from '../../vision/pack/pack.ts';
import type { SeenMessage } from '../fleet/subscriber.ts';
import { Board } from './board.ts';
import type { Cast } from './cast.ts';
import { seeds } from './cast.ts';
import { enrol } from './enrol.ts';
import { Report } from './report.ts';
import type { Outcome, Played, Scenario } from './scenario.ts';
import { judge } from './scenario.ts';
import { evidence } from './scenarios/evidence.ts';
import { facts } from './scenarios/facts.ts';
import { genuine } from './scenarios/genuine.ts';
import { payouts } from './scenarios/payouts.ts';
import { presentations } from './scenarios/presentations.ts';

export interface DemoOptions {
  /** Nothing is printed on the way. */
  readonly quiet: boolean;
  /** Only scenarios whose name contains this. */
  readonly only: string | undefined;
  /** Called with the running board before it is stopped. */
  readonly keep?: (board: Board) => Promise<void>;
}

/** Topics that tell the story; health and events would drown it. */
const shown = /\/(state|decision|cash|cash\/status|evidence\/checkpoint)$/;

/** Plays all scenarios on one board; resolves with what happened. */
export async function playDemo(options: DemoOptions): Promise<Played[]> {
  const report = new Report(options.quiet);
  const pack = await Pack.load('default', undefined);
  const { embedderSha256, name, version } = pack.identity;
  report.step(`model pack ${name} ${version}, every file verified`);
  const cast: Cast = {
    wei: { identity: seeds.wei, embedding: await enrol(pack, seeds.wei) },
    lin: { identity: seeds.lin, embedding: await enrol(pack, seeds.lin) },
  };
  await pack.release();
  report.step('two customers enrolled at the bank (templates stay there)');
  const scenarios = choose(cast, options.only);
  const board = new Board({ embedderSha256, onMessage: (message) => tell(report, message) });
  const played: Played[] = [];
  try {
    await board.start();
    report.step('broker, cameras, dispenser, bank and ATM application are up');
    const { readyMs, servingMs } = await board.startDaemon();
    await board.putIntoService();
    report.step(
      `daemon ready after ${(readyMs / 1000).toFixed(2)} s, cameras after ${(servingMs / 1000).toFixed(2)} s`,
    );
    for (const [index, scenario] of scenarios.entries()) {
      report.begin(index + 1, scenarios.length, scenario);
      const reported = board.cashReports();
      const result = await play(board, scenario);
      // What was paid must reach the fleet server too; it may take a moment longer than the customer.
      if (result.counted > 0) await board.untilReported(reported + 1);
      for (const note of result.outcome.notes) report.says('atm', note);
      report.end(result);
      played.push(result);
    }
    report.table(played);
    if (options.keep) {
      if (board.daemonPid === null) await board.startDaemon();
      await options.keep(board);
    }
  } finally {
    await board.stop();
  }
  return played;
}

/** @throws USAGE when `only` leaves none */
function choose(cast: Cast, only: string | undefined): Scenario[] {
  const all = [...genuine(cast), ...presentations(cast), ...facts(cast), ...payouts(cast), ...evidence()];
  const chosen = all.filter(({ name }) => only === undefined || only.split('|').some((part) => name.includes(part)));
  if (chosen.length > 0) return chosen;
  const hint = `There are: ${all.map(({ name }) => name).join('; ')}.`;
  throw new TellersightError('USAGE', `no scenario has "${only}" in its name`, { hint });
}

async function play(board: Board, scenario: Scenario): Promise<Played> {
  const begun = performance.now();
  const before = board.countedMinor();
  let outcome: Outcome;
  try {
    outcome = await scenario.play(board);
  } catch (caught) {
    const { code, message } = toTellersightError(caught, 'INTERNAL');
    outcome = { result: `broken: ${code}`, reasons: [], paid: null, notes: [message] };
  }
  const counted = board.countedMinor() - before;
  const seconds = (performance.now() - begun) / 1000;
  return { scenario, outcome, counted, seconds, matches: judge(scenario, outcome, counted) };
}

function tell(report: Report, { topic, payload }: SeenMessage): void {
  if (!shown.test(topic)) return;
  const facts = Object.entries(payload)
    .filter(([key]) => !['schema', 'ts', 'bootId', 'seq', 'event', 'note'].includes(key))
    .map(([key, value]) => `${key}=${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' ');
  report.says('mqtt', `${topic}  ${facts.length > 140 ? `${facts.slice(0, 139)}…` : facts}`);
}
