import t from 'tap';
import type { DispenseReport } from '../../../../../src/dispenser/driver.ts';
import { seededRandom } from '../../../../../src/simulator/dispenser/seededRandom.ts';
import { type Cable, type PuloonFault, Rig } from '../rig.ts';

const rounds = 1500;

/** Loses, damages (one bit), delays and splits bytes; how badly depends on the seed. */
function cable(rig: () => Rig, random: () => number, trouble: number): Cable {
  const chance = (probability: number) => random() < probability * trouble;
  return (bytes, deliver) => {
    if (chance(0.06)) return;
    const copy = Uint8Array.from(bytes);
    if (chance(0.06)) copy[Math.floor(random() * copy.length)]! ^= 1 << Math.floor(random() * 8);
    const cut = chance(0.1) ? Math.floor(random() * copy.length) : copy.length;
    deliver(copy.subarray(0, cut));
    if (cut < copy.length && !chance(0.2)) rig().time.after(random() * 300, () => deliver(copy.subarray(cut)));
  };
}

const faults: readonly PuloonFault[] = [
  { kind: 'billEnd', cassette: 0, after: 2 },
  { kind: 'billEnd', cassette: 2, after: 0 },
  { kind: 'pickError', after: 3 },
  { kind: 'jamAtExit', after: 2 },
  { kind: 'jamAtDiverter', after: 4 },
  { kind: 'rejects', count: 2 },
  { kind: 'overDispense', extra: 1 },
  { kind: 'powerLoss', after: 1, backMs: 2000 },
  { kind: 'powerLoss', after: 4, backMs: 100 },
  { kind: 'commandLost', times: 1 },
  { kind: 'ackLost', times: 1 },
  { kind: 'refuse', times: 1 },
  { kind: 'refuse', times: 4 },
  { kind: 'responseLost', times: 3 },
  { kind: 'responseLost', times: 3 },
  { kind: 'responseDelay', ms: 70_000 },
  { kind: 'commandGap', ms: 300 },
  { kind: 'eotLost', times: 3 },
  { kind: 'eotDelay', ms: 1500 },
  { kind: 'lastStatusLost', times: 2 },
  { kind: 'nearEndCode' },
  { kind: 'hangUp', after: 2, reopenMs: 300 },
];
const mixes = [[5], [5], [3, 0, 2, 0], [1], [0, 2, 0, 4], [25]] as const;
const afterPower = ['lost', 'refused', 'stale', 'partial'] as const;

t.test(`${rounds} boards: at most once, and no wrong certainty, asked again or not`, async (t) => {
  const outcomes: Record<string, number> = {};
  const recovered: Record<string, number> = {};
  const wrong: string[] = [];
  for (let seed = 1; seed <= rounds; seed++) {
    const random = seededRandom(seed);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
    const settings = { lastStatus: pick(afterPower), repeatMs: String(100 + Math.floor(random() * 850)) };
    const trouble = [0, 0, 1, 2][seed % 4]!;
    const rig: Rig = new Rig('lcdm4000', {
      random,
      settings,
      toDevice: cable(() => rig, random, trouble),
      toHost: cable(() => rig, random, trouble),
    });
    await rig.driver.start();
    await rig.time.pass(10_000);
    for (let payout = 1; payout <= 3; payout++) {
      if (random() < 0.7) rig.faults.arm(pick(faults));
      const notes = pick(mixes);
      const trace = rig.trace();
      const steps = await rig.call(rig.driver.plan(notes)).catch(() => [notes]);
      const step = steps[0]!;
      const before = rig.out();
      const cash = rig.device.cashCommands;
      const name = `seed ${seed} payout ${payout} (${step})`;
      const check = (report: DispenseReport, how: string) => {
        const sure = report.outcome === 'dispensed' || report.outcome === 'short';
        const left = rig.out().map((count, i) => count - before[i]!);
        if (sure && String(report.exited) !== String(left)) wrong.push(`${name}: ${how} ${report.exited}, ${left} out`);
        if (report.outcome === 'notExecuted' && left.some((count) => count > 0))
          wrong.push(`${name}: ${how} nothing, ${left} out`);
      };
      let report: DispenseReport | null = null;
      const killMs = random() < 0.25 ? Math.floor(random() * 4000) : null;
      const running = rig.driver.dispense(step, trace);
      if (killMs === null) report = await rig.call(running).catch(() => null);
      else {
        running.catch(() => {});
        await rig.time.pass(killMs);
        await rig.restart();
      }
      const outcome = report?.outcome ?? (killMs === null ? 'rejected' : 'killed');
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      if (report) check(report, 'said');
      else if (killMs === null && trace.attempts.length > 0) wrong.push(`${name}: rejected after writing`);
      if (outcome === 'unknown' || outcome === 'killed') {
        for (let tries = 0; tries < 2; tries++) {
          const open = {
            notes: step,
            baseline: trace.baseline,
            acknowledged: trace.acknowledgements > 0,
            sameBoot: true,
          };
          const found = await rig.call(rig.driver.recover(open));
          const key = `${found.outcome}${found.outcome === 'unknown' ? `: ${found.deviceMeaning?.slice(0, 30)}` : ''}`;
          recovered[key] = (recovered[key] ?? 0) + 1;
          check(found, 'recovered');
          await rig.time.pass(20_000);
        }
      }
      await rig.time.pass(100_000);
      if (rig.device.cashCommands - cash > 1)
        wrong.push(`${name}: carried out ${rig.device.cashCommands - cash} times`);
      for (const late of rig.late.splice(0)) check(late, 'late');
      rig.faults.clear();
      rig.machine.clear();
      for (const slot of [0, 1, 2, 3]) rig.machine.load(slot, 100);
      await rig.time.pass(10_000);
    }
    await rig.driver.stop();
  }
  t.same(wrong.slice(0, 20), []);
  t.comment(JSON.stringify({ outcomes, recovered }));
  for (const kind of ['dispensed', 'short', 'suspect', 'unknown', 'notExecuted', 'rejected', 'killed']) {
    t.ok((outcomes[kind] ?? 0) > 0, `${kind} happened`);
  }
  for (const kind of ['dispensed', 'short', 'suspect']) t.ok((recovered[kind] ?? 0) > 0, `${kind} was recovered`);
});
