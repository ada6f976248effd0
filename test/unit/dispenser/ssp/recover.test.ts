import t from 'tap';
import type { SspFault } from '../../../../src/simulator/dispenser/ssp/faults.ts';
import { certain, Rig, type Trace } from './rig.ts';

const notes = [2, 1, 0, 1];
const everything = [2, 1, 0, 1];
const nothing = [0, 0, 0, 0];

/** Begins a payout and forgets the daemon after so many milliseconds; resolves with what its journal has. */
async function killed(rig: Rig, afterMs: number, faults: SspFault[] = []): Promise<Trace> {
  const trace = rig.trace();
  trace.onSent = () => {
    for (const fault of faults) rig.faults.arm(fault);
  };
  void rig.driver.dispense(notes, trace).catch(() => {});
  while (trace.attempts.length === 0) await rig.time.pass(10);
  await rig.time.pass(afterMs);
  await rig.restart();
  return trace;
}

interface State {
  readonly name: string;
  readonly afterMs: number;
  readonly faults?: SspFault[];
  readonly waitMs?: number;
  readonly meanwhile?: (rig: Rig) => void;
  readonly outcome: string;
  readonly out: number[];
}

const states: State[] = [
  { name: 'the command never arrived', afterMs: 0, faults: [lost()], outcome: 'notExecuted', out: nothing },
  { name: 'it was executed, its answer lost', afterMs: 1, outcome: 'dispensed', out: everything },
  { name: 'in the middle of paying', afterMs: 250, outcome: 'dispensed', out: everything },
  { name: 'paid, its end not read', afterMs: 250, waitMs: 10_000, outcome: 'dispensed', out: everything },
  {
    name: 'stopped short, its end not read',
    afterMs: 150,
    waitMs: 10_000,
    faults: [{ kind: 'pickError', after: 1 }],
    outcome: 'short',
    out: [1, 0, 0, 0],
  },
  {
    name: 'jammed, its end not read',
    afterMs: 150,
    waitMs: 10_000,
    faults: [{ kind: 'jamAtDiverter', after: 1 }],
    outcome: 'suspect',
    out: [1, 0, 0, 0],
  },
  {
    name: 'power lost while a note moved: it went to the cashbox at power-up',
    afterMs: 150,
    waitMs: 5000,
    faults: [{ kind: 'powerLoss', after: 1, backMs: 3000 }],
    outcome: 'suspect',
    out: [1, 0, 0, 0],
  },
  {
    name: 'power lost between two notes: INCOMPLETE PAYOUT and all numbers agree',
    afterMs: 150,
    waitMs: 5000,
    // The current is switched off by hand when the first note is out and the second not yet picked.
    meanwhile: () => {},
    faults: [],
    outcome: 'short',
    out: [2, 0, 0, 0],
  },
  {
    name: 'paid, then the power failed: the end is forgotten, levels and counter are not',
    afterMs: 150,
    waitMs: 10_000,
    meanwhile: (rig) => {
      rig.device.powerOff();
      rig.device.powerOn();
    },
    outcome: 'dispensed',
    out: everything,
  },
  {
    name: 'paid, and a cassette was filled meanwhile',
    afterMs: 250,
    waitMs: 10_000,
    meanwhile: (rig) => rig.machine.load(0, 500),
    outcome: 'suspect',
    out: everything,
  },
  {
    name: 'never arrived, and a cassette was filled meanwhile',
    afterMs: 0,
    faults: [lost()],
    meanwhile: (rig) => rig.machine.load(0, 500),
    outcome: 'suspect',
    out: nothing,
  },
  {
    name: 'never arrived, and a note is missing',
    afterMs: 0,
    faults: [lost()],
    meanwhile: (rig) => rig.machine.load(0, 99),
    outcome: 'suspect',
    out: nothing,
  },
  {
    name: 'paid, but the counter missed a note',
    afterMs: 250,
    waitMs: 10_000,
    faults: [{ kind: 'counterStuck', times: 1 }],
    outcome: 'suspect',
    out: everything,
  },
  {
    name: 'another device is there now',
    afterMs: 250,
    waitMs: 10_000,
    meanwhile: (rig) => rig.faults.arm({ kind: 'serialChange', serial: 5 }),
    outcome: 'unknown',
    out: everything,
  },
];

for (const { name, afterMs, faults = [], waitMs = 0, meanwhile, outcome, out } of states) {
  t.test(`after a restart: ${name}`, async (t) => {
    const rig = await new Rig().begin();
    if (name.startsWith('power lost between')) {
      rig.machine.onNote = () => {};
      const { dispense } = rig.machine;
      rig.machine.dispense = async (wanted) => {
        const run = dispense.call(rig.machine, wanted);
        const { onNote } = rig.machine;
        rig.machine.onNote = (moved, kind) => {
          onNote(moved, kind);
          if (moved === 2) {
            rig.device.powerOff();
            rig.time.after(3000, () => rig.device.powerOn());
          }
        };
        return run;
      };
    }
    const trace = await killed(rig, afterMs, faults);
    await rig.time.pass(waitMs);
    meanwhile?.(rig);
    await rig.call(rig.driver.status()).catch(() => {}); // as the engine does before it asks
    const report = await rig.call(rig.driver.recover(trace.open(notes)));
    t.equal(report.outcome, outcome, report.discrepancy ?? report.deviceMeaning ?? '');
    t.same(pad(rig.ledger.totals.exited), out, 'what the ledger counted');
    if (certain(report)) t.same(report.exited, out, 'said = counted');
    await rig.time.pass(60_000);
    t.same(pad(rig.ledger.totals.exited), out, 'and nothing came out afterwards');
    t.equal(rig.device.cashCommands, out === nothing ? 0 : 1);
  });
}

t.test('asked while it is still paying: waits for the end', async (t) => {
  const rig = await new Rig({ noteMs: 5000 }).begin();
  const trace = await killed(rig, 100);
  t.match(await rig.call(rig.driver.recover(trace.open(notes))), { outcome: 'dispensed', exited: notes });
  t.ok(rig.time.nowMs() > 20_000);
});

t.test('a result is acknowledged by the next question, once the engine has it', async (t) => {
  const rig = await new Rig().begin();
  const trace = rig.trace();
  t.match(await rig.call(rig.driver.dispense(notes, trace)), { outcome: 'dispensed' });
  await rig.restart(); // a crash before anything else: the end is still there
  t.match(await rig.call(rig.driver.recover(trace.open(notes))), { outcome: 'dispensed', deviceCode: 'D2' });
  t.match(await rig.call(rig.driver.status()), { code: 'F0' }, 'acknowledged by this look');
  await rig.restart();
  t.match(await rig.call(rig.driver.recover(trace.open(notes))), { outcome: 'dispensed', deviceCode: null });
});

t.test('a baseline that is not there, or is not ours, proves nothing', async (t) => {
  const rig = await new Rig().begin();
  const { call, driver } = rig;
  const asks = async (baseline: never, acknowledged = false) => {
    return (await call.call(rig, driver.recover({ notes, baseline, acknowledged, sameBoot: true }))) as {
      outcome: string;
    };
  };
  const good = { protocol: 'itl-ssp', serial: '1234567', levels: [100, 100, 100, 100], dispensed: 0, transferred: 0 };
  t.match(await asks(good as never), { outcome: 'notExecuted' });
  t.match(await asks(good as never, true), { outcome: 'unknown' }, 'the device accepted it, by the journal');
  for (const wrong of [
    null,
    { last: 'F53' },
    { ...good, protocol: 'x' },
    { ...good, levels: [1] },
    { ...good, levels: 7 },
    { ...good, serial: 1 },
    { ...good, dispensed: '0' },
  ]) {
    t.match(await asks(wrong as never), { outcome: 'unknown' }, JSON.stringify(wrong));
  }
});

t.test('in the same life: the answer lost beyond all retransmissions, then asked again', async (t) => {
  const rig = await new Rig().begin();
  const trace = rig.trace();
  trace.onSent = () => rig.faults.arm({ kind: 'replyLost', times: 20, of: 'payout' });
  const report = await rig.call(rig.driver.dispense(notes, trace));
  t.equal(report.outcome, 'unknown');
  const payouts = new Set(rig.wrote.slice(-20));
  t.equal(payouts.size, 1, '20 times the same bytes: never a SYNC before the retransmissions are over');
  t.match(await rig.call(rig.driver.recover(trace.open(notes))), { outcome: 'dispensed', exited: notes });
  t.equal(rig.wrote.filter((bytes) => payouts.has(bytes)).length, 20, 'and never sent again');
  t.same(rig.alarms, []);
});

t.test('in the same life: never arrived, and the lost command is worthless afterwards', async (t) => {
  const rig = await new Rig().begin();
  const trace = rig.trace();
  trace.onSent = () => rig.faults.arm({ kind: 'commandLost', times: 20, of: 'payout' });
  t.equal((await rig.call(rig.driver.dispense(notes, trace))).outcome, 'unknown');
  const lost = Uint8Array.from(Buffer.from(rig.wrote.at(-1)!, 'hex'));
  t.match(await rig.call(rig.driver.recover(trace.open(notes))), { outcome: 'notExecuted', exited: nothing });
  rig.device.receive(lost); // a copy that was held back somewhere
  await rig.time.pass(60_000);
  t.equal(rig.device.cashCommands, 0);
  t.match(await rig.call(rig.driver.dispense(notes, rig.trace())), { outcome: 'dispensed' }, 'and the next one pays');
});

t.test('accepted, then silent for ever: no "nothing happened" in the same life', async (t) => {
  const rig = await new Rig().begin();
  rig.machine.dispense = () => new Promise(() => {}); // accepted, and then the device only sits there
  const trace = rig.trace();
  const report = await rig.call(rig.driver.dispense(notes, trace));
  t.match(report, { outcome: 'unknown' });
  t.match(await rig.call(rig.driver.recover(trace.open(notes))), { outcome: 'unknown' });
});

t.test('a line that is down, or a device that is dead: unknown, never a rejection', async (t) => {
  const rig = await new Rig().begin();
  const trace = rig.trace();
  await rig.call(rig.driver.dispense(notes, trace));
  rig.machine.powerOff();
  t.match(await rig.call(rig.driver.recover(trace.open(notes))), { outcome: 'unknown' });
  rig.cut();
  t.match(await rig.call(rig.driver.recover(trace.open(notes))), { outcome: 'unknown' });
});

function lost(): SspFault {
  return { kind: 'commandLost', times: 1, of: 'payout' };
}

function pad(counts: readonly number[]): number[] {
  return [0, 1, 2, 3].map((i) => counts[i] ?? 0);
}
