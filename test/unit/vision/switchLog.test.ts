import t from 'tap';
import { SwitchLog } from '../../../src/vision/emitter/switchLog.ts';
import { randomOf } from './support/cameraPair.ts';

const NONE = { onUs: 0, offUs: 0, marginUs: 0 };

t.test('nothing is known before the first command, during one, and after one that failed', async (t) => {
  const log = new SwitchLog(NONE);
  t.equal(log.stateAt(0, 100, 1000), null);
  log.begin(false, 1000);
  t.equal(log.stateAt(1001, 1100, 1200), null, 'the command is on its way');
  log.end(1010);
  t.equal(log.stateAt(1010, 1100, 1200), false);
  t.equal(log.stateAt(1009, 1100, 1200), null, 'begun before it ended');
  log.begin(true, 2000);
  t.equal(log.stateAt(1500, 2000, 2500), false, 'up to the command');
  t.equal(log.stateAt(1500, 2001, 2500), null, 'mixed');
  t.equal(log.stateAt(2400, 2500, 2500), null, 'it never ended');
});

t.test('delays and margin are taken off the states, each where it belongs', async (t) => {
  const log = new SwitchLog({ onUs: 500, offUs: 3000, marginUs: 100 });
  log.begin(true, 10_000);
  log.end(10_050);
  log.begin(false, 20_000);
  log.end(20_050);
  t.equal(log.stateAt(10_649, 11_000, 30_000), null);
  t.equal(log.stateAt(10_650, 19_900, 30_000), true);
  t.equal(log.stateAt(10_650, 19_901, 30_000), null);
  t.equal(log.stateAt(23_149, 24_000, 30_000), null);
  t.equal(log.stateAt(23_150, 24_000, 30_000), false);
});

t.test('what lies in the future is not in the picture; a picture of the future is none', async (t) => {
  const log = new SwitchLog(NONE);
  log.begin(true, 1000);
  log.end(1000);
  t.equal(log.stateAt(1500, 9000, 2000), true);
  t.equal(log.stateAt(2001, 9000, 2000), null);
  t.equal(log.stateAt(Number.NaN, 9000, 2000), null);
});

t.test('a command that overtakes another: one change, to the last word', async (t) => {
  const log = new SwitchLog(NONE);
  log.begin(true, 1000);
  log.begin(false, 1100);
  log.end(1200);
  t.equal(log.stateAt(1150, 1160, 2000), null);
  t.equal(log.stateAt(1200, 1300, 2000), false);
});

t.test('property: no answer contradicts a light that obeys late by any allowed time', async (t) => {
  let answers = 0;
  const wrong: string[] = [];
  for (let seed = 1; seed <= 300; seed++) {
    const random = randomOf(seed);
    const delays = { onUs: 4000 * random(), offUs: 9000 * random(), marginUs: 2000 * random() };
    const log = new SwitchLog(delays);
    // The true light: changes somewhere between the command and the end of its delay.
    const changes: { atUs: number; lit: boolean }[] = [{ atUs: -1, lit: random() < 0.5 }];
    let nowUs = 1_000_000;
    for (let step = 0; step < 120; step++) {
      nowUs += 60_000 * random() ** 2;
      const lit = random() < 0.5;
      log.begin(lit, nowUs);
      const endUs = nowUs + 3000 * random();
      const delay = lit ? delays.onUs : delays.offUs;
      const atUs = nowUs + (endUs + delay - nowUs) * random();
      // In the order of the commands.
      changes.push({ atUs: Math.max(atUs, changes.at(-1)!.atUs), lit });
      nowUs = endUs;
      log.end(endUs);
      for (let ask = 0; ask < 5; ask++) {
        // The stamp may be off by the margin to either side.
        const trueStart = nowUs - 150_000 * random();
        const trueEnd = Math.min(nowUs, trueStart + 40_000 * random());
        const shift = delays.marginUs * (2 * random() - 1);
        const said = log.stateAt(trueStart + shift, trueEnd + shift, nowUs);
        if (said === null) continue;
        answers++;
        // The last command is not always over: what it does later is not in this picture.
        const during = changes.filter(({ atUs }) => atUs > trueStart && atUs <= trueEnd);
        const before = changes.findLast(({ atUs }) => atUs <= trueStart)!;
        if (before.lit !== said || during.some(({ lit }) => lit !== said)) wrong.push(`seed ${seed} step ${step}`);
      }
    }
  }
  t.strictSame(wrong.slice(0, 3), []);
  t.ok(answers > 20_000, `${answers} answers`);
});

t.test('exposures older than what is kept are not known', async (t) => {
  const log = new SwitchLog(NONE);
  for (let i = 0; i < 1000; i++) {
    log.begin(i % 2 === 0, i * 1000);
    log.end(i * 1000 + 10);
  }
  t.equal(log.stateAt(100_100, 100_200, 1e6), null);
  t.equal(log.stateAt(998_100, 998_200, 1e6), true);
  t.equal(log.stateAt(940_100, 940_200, 1e6), true);
});
