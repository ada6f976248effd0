import t from 'tap';
import { faultDialects } from './dialects/dialects.ts';
import { faultDrawers } from './draw/deviceFaults.ts';
import { Dice } from './draw/dice.ts';
import { drawSchedule } from './draw/drawSchedule.ts';
import { kindsOfFaults } from './draw/kindsOfFaults.ts';
import { regressions } from './regressions.ts';
import { Coverage } from './report/coverage.ts';
import { replayCommand } from './report/replay.ts';
import { spread } from './report/spread.ts';
import { outsideOfPromises } from './world/outsideOfPromises.ts';
import { runSchedule } from './world/runSchedule.ts';

t.setTimeout(600_000);

// The long run is `npm run fault -- --seeds 1000000`; these are the first seeds of it.
const seeds = 20_000;
const dialects = Object.keys(faultDialects);

t.test('drawn device faults are ones that the simulator takes', async (t) => {
  const dice = new Dice(1);
  for (const [name, { simulator }] of Object.entries(faultDialects)) {
    for (const [kind, draw] of faultDrawers(simulator.faultSchema)) {
      for (let i = 0; i < 50; i++) {
        const { success } = simulator.faultSchema.safeParse(draw(dice));
        if (!success) t.fail(`${name}: ${kind}`);
      }
    }
  }
});

t.test('a seed gives the same history every time', async (t) => {
  const history = (seed: number) => {
    const lines: string[] = [];
    const trace = (atMs: number, who: string, what: string) => void lines.push(`${atMs} ${who} ${what}`);
    runSchedule(drawSchedule(seed), { coverage: new Coverage(), trace });
    return lines;
  };
  for (let seed = 1; seed <= 20; seed++) {
    const [first, second] = await outsideOfPromises(() => [history(seed), history(seed)] as const);
    t.same(second, first, `seed ${seed}: ${first!.length} lines`);
  }
});

for (const { seed, dialect, what } of regressions) {
  t.test(`${dialect}, seed ${seed}: ${what}`, async (t) => {
    const coverage = new Coverage();
    t.same((await outsideOfPromises(() => runSchedule(drawSchedule(seed, [dialect]), { coverage }))).violations, []);
  });
}

t.test(`${seeds} schedules of faults: every invariant holds`, async (t) => {
  const { found, coverage } = await spread({ from: 1, count: seeds, dialects, jobs: 2 });
  for (const { seed, violations } of found) {
    const what = violations.map(({ invariant, message }) => `${invariant}: ${message}`).join('; ');
    t.fail(`seed ${seed}: ${what} (${replayCommand(seed, dialects)})`);
  }
  t.equal(found.length, 0);
  for (const kind of kindsOfFaults(dialects)) t.ok(coverage.fault?.[kind], `happened: ${kind}`);
  for (const outcome of ['dispensed', 'short', 'notExecuted', 'suspect', 'unknown']) {
    t.ok(coverage.answer?.[outcome], `told: ${outcome}`);
  }
  for (const [group, names] of Object.entries(coverage)) t.comment(group, names);
});
