import t from 'tap';
import type { DispenseReport } from '../../../../src/dispenser/driver.ts';
import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';
import { type Cable, type Family, type PuloonFault, Rig, type RigOptions } from './rig.ts';

const rounds = 1500;
const certain: readonly string[] = ['dispensed', 'short', 'notExecuted'];

/** A new life pays what the one before was killed over, as after a reconciliation; what it may not believe is the old answer. */
async function payAgain(rig: Rig, notes: readonly number[], faults: readonly PuloonFault[] = []) {
  for (const fault of faults) rig.faults.arm(fault);
  const trace = rig.trace();
  let before = rig.out();
  let cash = rig.device.cashCommands;
  const { sent } = trace;
  trace.sent = (attempt, baseline) => {
    if (attempt === 1) [before, cash] = [rig.out(), rig.device.cashCommands];
    sent.call(trace, attempt, baseline);
  };
  let report: DispenseReport | null = null;
  try {
    report = await rig.call(rig.driver.dispense(notes, trace));
  } catch (error) {
    if (trace.attempts.length > 0) throw error;
  }
  const left = rig.out().map((count, i) => count - before[i]!);
  return { report, trace, left, commands: rig.device.cashCommands - cash };
}

/** Begins a dispense of the same and kills the process after so long. */
async function killed(
  family: Family,
  notes: readonly number[],
  afterMs: number,
  options: RigOptions = {},
): Promise<Rig> {
  const rig = new Rig(family, options);
  await rig.driver.start();
  await rig.time.pass(5000);
  void rig.driver.dispense(notes, rig.trace()).catch(() => {});
  await rig.time.pass(afterMs);
  await rig.restart();
  return rig;
}

for (const family of ['lcdm2000', 'lcdm4000'] as const) {
  t.test(`${family}: the old answer, repeated into the new life, is never the new one's`, async (t) => {
    // 5 notes take 500 ms; the answer is repeated at 1000 and 1500 ms, whatever the new life asks.
    for (let afterMs = 100; afterMs <= 2400; afterMs += 50) {
      const rig = await killed(family, [5], afterMs, { settings: { stubborn: 'true' } });
      // The new command never arrives: whatever is taken for its answer is the old one.
      const { report, commands } = await payAgain(rig, [5], [{ kind: 'commandLost', times: 1 }]);
      t.equal(commands, 0);
      t.notOk(report && certain.includes(report.outcome), `killed after ${afterMs} ms: ${report?.outcome}`);
    }
  });

  t.test(`${family}: paid at once after a kill, it waits until the device answers and is quiet`, async (t) => {
    const rig = await killed(family, [20], 200);
    const begun = rig.time.nowMs();
    // The device is deaf for two seconds more: the questions go unanswered, and then they do not.
    const { report, commands, left } = await payAgain(rig, [5]);
    t.match(report, { outcome: 'dispensed' });
    t.equal(commands, 1);
    t.equal(left[0], 5, 'and nothing of the old twenty is taken for it');
    t.ok(rig.time.nowMs() - begun > 2000);
    t.equal(rig.out()[0], 25);
    t.same(rig.alarms, []);
  });

  t.test(`${family}: a device that never answers is sent nothing that moves cash`, async (t) => {
    const rig = new Rig(family);
    rig.device.powerOff();
    await rig.driver.start();
    await t.rejects(rig.call(rig.driver.dispense([5], rig.trace())), { code: 'DISPENSER_PROTOCOL' });
    await rig.time.pass(100_000);
    await t.rejects(rig.call(rig.driver.dispense([5], rig.trace())), { code: 'DISPENSER_PROTOCOL' });
    t.notOk(rig.wrote.some((hex) => /^04(50|30)02(45|52)/.test(hex)));
  });

  t.test(`${family}: ${rounds} kills, lines and devices: no certainty but the true one`, async (t) => {
    const outcomes: Record<string, number> = {};
    const wrong: string[] = [];
    for (let seed = 1; seed <= rounds; seed++) {
      const random = seededRandom(seed);
      const chance = (probability: number) => random() < probability;
      const trouble = [0, 1, 2][seed % 3]!;
      const lossy: Cable = (bytes, deliver) => {
        if (chance(0.06 * trouble)) return;
        const copy = Uint8Array.from(bytes);
        if (chance(0.05 * trouble)) copy[Math.floor(random() * copy.length)]! ^= 1 << Math.floor(random() * 8);
        deliver(copy);
      };
      const settings = {
        stubborn: String(chance(0.5)),
        // Three transmissions within the 2 s of `afterTroubleMs`; the interval is not documented, 500 ms is assumed.
        repeatMs: String(100 + Math.floor(random() * 850)),
        gap: chance(0.5) ? 'nck' : 'drop',
      };
      const rig = await killed(family, [5], Math.floor(random() * 4000), {
        random,
        settings,
        toDevice: lossy,
        toHost: lossy,
      });
      for (let life = 0; life < 3; life++) {
        if (chance(0.5)) await rig.time.pass(Math.floor(random() * 5000));
        const faults: PuloonFault[] = [];
        if (chance(0.4)) faults.push({ kind: 'commandLost', times: 1 });
        if (chance(0.3)) faults.push({ kind: 'ackLost', times: 1 });
        if (chance(0.2)) faults.push({ kind: 'responseLost', times: 3 });
        if (chance(0.1)) faults.push({ kind: 'refuse', times: 4 });
        const { report, left, commands } = await payAgain(rig, [5], faults);
        rig.faults.clear();
        const outcome = report?.outcome ?? 'rejected';
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        const said = report?.exited ?? [];
        const name = `seed ${seed} life ${life}: ${outcome}`;
        if (commands > 1) wrong.push(`${name}, carried out ${commands} times`);
        const paid = outcome === 'dispensed' || outcome === 'short';
        if (paid && String(said.slice(0, left.length)) !== String(left))
          wrong.push(`${name}, ${said} said, ${left} out`);
        if (paid && commands !== 1) wrong.push(`${name}, and not carried out`);
        if ((outcome === 'notExecuted' || outcome === 'rejected') && commands > 0)
          wrong.push(`${name}, and carried out`);
        for (const cassette of [0, 1]) rig.machine.load(cassette, 100);
        await rig.restart();
      }
    }
    t.same(wrong.slice(0, 10), []);
    t.comment(JSON.stringify(outcomes));
    for (const kind of ['dispensed', 'unknown', 'rejected', 'notExecuted']) t.ok((outcomes[kind] ?? 0) > 0, kind);
  });
}
