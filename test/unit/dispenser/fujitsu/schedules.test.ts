import t from 'tap';
import type { DispenseReport } from '../../../../src/dispenser/driver.ts';
import type { FujitsuFault } from '../../../../src/simulator/dispenser/fujitsu/faults.ts';
import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';
import { type Cable, Rig } from './rig.ts';

const rounds = 4000;
const wanted = [3, 0, 2, 0];

/**
 * A cable that loses, damages (one bit), delays, splits and doubles bytes; how badly depends on the seed. A doubled frame
 * of the host is not among it: a serial cable makes none, and a device that hears a count twice pays twice whoever asks.
 */
function cable(rig: () => Rig, random: () => number, trouble: number, mayDouble: boolean): Cable {
  const chance = (probability: number) => random() < probability * trouble;
  return (bytes, deliver) => {
    if (chance(0.08)) return;
    const copy = Uint8Array.from(bytes);
    if (chance(0.08)) copy[Math.floor(random() * copy.length)]! ^= 1 << Math.floor(random() * 8);
    const cut = chance(0.1) ? Math.floor(random() * copy.length) : copy.length;
    const wait = chance(0.1) ? random() * 8000 : 0;
    rig().time.after(wait, () => {
      deliver(copy.subarray(0, cut));
      if (mayDouble && chance(0.03)) deliver(copy);
    });
    if (cut < copy.length && !chance(0.2)) rig().time.after(wait + random() * 300, () => deliver(copy.subarray(cut)));
  };
}

const machineFaults: readonly FujitsuFault[] = [
  { kind: 'billEnd', cassette: 0, after: 2 },
  { kind: 'billEnd', cassette: 2, after: 0 },
  { kind: 'pickError', after: 3 },
  { kind: 'jamAtExit', after: 2 },
  { kind: 'jamAtDiverter', after: 4 },
  { kind: 'rejects', count: 2 },
  { kind: 'overDispense', extra: 1 },
  { kind: 'powerLoss', after: 1, backMs: 2000 },
  { kind: 'responseDelay', ms: 90_000 },
  { kind: 'responseTwice' },
  { kind: 'strayNak' },
  { kind: 'refuse', times: 1 },
  { kind: 'refuse', times: 3 },
];

t.test(`${rounds} unlucky lines: at most one count, and no wrong certainty`, async (t) => {
  const outcomes: Record<string, number> = {};
  const wrong: string[] = [];
  let lates = 0;
  for (let seed = 1; seed <= rounds; seed++) {
    const random = seededRandom(seed);
    const trouble = [0, 0.5, 1, 2][seed % 4]!;
    const rig: Rig = new Rig({
      random,
      settings: { f56: String(seed % 2 === 0), eager: String(seed % 3 !== 0) },
      toDevice: cable(() => rig, random, trouble, false),
      toHost: cable(() => rig, random, trouble, true),
    });
    await rig.driver.start();
    await rig.time.pass(60_000);
    for (let payout = 1; payout <= 2; payout++) {
      if (random() < 0.5) rig.faults.arm(machineFaults[Math.floor(random() * machineFaults.length)]!);
      const before = { exited: [...rig.ledger.totals.exited], counts: rig.device.cashCommands };
      const trace = rig.trace();
      let report: DispenseReport | null = null;
      try {
        report = await rig.call(rig.driver.dispense(wanted, trace));
      } catch (error) {
        if (error instanceof Error && error.message.includes('never')) wrong.push(`seed ${seed}: never ends`);
      }
      const out = () => [0, 1, 2, 3].map((slot) => (rig.ledger.totals.exited[slot] ?? 0) - (before.exited[slot] ?? 0));
      const said = out();
      const counts = () => rig.device.cashCommands - before.counts;
      const outcome = report?.outcome ?? 'rejected';
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
      const certain = outcome === 'dispensed' || outcome === 'short';
      if (certain && String(report?.exited) !== String(said))
        wrong.push(`seed ${seed}: ${report?.exited} is not ${said}`);
      if (outcome === 'rejected' && trace.attempts.length > 0) wrong.push(`seed ${seed}: rejected after writing`);
      rig.late.length = 0;
      // Whatever is still on its way arrives; then an operator clears the path.
      await rig.time.pass(200_000);
      if (counts() > 1) wrong.push(`seed ${seed}: counted ${counts()} times`);
      if ((outcome === 'notExecuted' || outcome === 'rejected') && (counts() > 0 || out().some((n) => n > 0))) {
        wrong.push(`seed ${seed}: ${outcome}, and yet counted`);
      }
      for (const late of rig.late) {
        lates += 1;
        const sure = late.outcome === 'dispensed' || late.outcome === 'short';
        if (sure && String(late.exited) !== String(out()))
          wrong.push(`seed ${seed}: late ${late.exited} is not ${out()}`);
      }
      rig.faults.clear();
      rig.machine.clear();
      for (const slot of [0, 1, 2, 3]) rig.machine.load(slot, 100);
      await rig.time.pass(10_000);
    }
    await rig.driver.stop();
  }
  t.same(wrong.slice(0, 20), []);
  t.comment(JSON.stringify({ outcomes, lates }));
  for (const kind of ['dispensed', 'short', 'suspect', 'unknown', 'notExecuted', 'rejected']) {
    t.ok((outcomes[kind] ?? 0) > 0, `${kind} happened`);
  }
  t.ok(lates > 0, 'late answers happened');
});
