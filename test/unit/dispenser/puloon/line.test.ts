import t from 'tap';
import type { Ending } from '../../../../src/dispenser/puloon/ending.ts';
import type { ResponseFrame } from '../../../../src/dispenser/puloon/frame.ts';
import { lcdm2000Dialect } from '../../../../src/dispenser/puloon/lcdm2000/dialect.ts';
import { DispenseUpper } from '../../../../src/dispenser/puloon/lcdm2000/dispenseUpper.ts';
import { Status } from '../../../../src/dispenser/puloon/lcdm2000/status.ts';
import { defaultLimits } from '../../../../src/dispenser/puloon/limits.ts';
import { PuloonLine } from '../../../../src/dispenser/puloon/line.ts';
import type { Message } from '../../../../src/dispenser/puloon/message.ts';
import { VirtualTimers } from '../virtualTimers.ts';

const command = '045002453031' + '0311';
const answer = '01500245303130313130303003' + '14';
const damaged = '01500245303130313330303003' + '14';
const statusAnswer = '01500246303080000396';

class Rig {
  readonly timers = new VirtualTimers();
  /** Everything the host wrote, as hex. */
  readonly wrote: string[] = [];
  readonly strays: { frame: ResponseFrame; late: boolean }[] = [];
  readonly sent: number[] = [];
  readonly unexpected: string[] = [];
  acknowledged = 0;
  ending: Ending | null = null;
  readonly line = new PuloonLine({
    write: (bytes) => void this.wrote.push(Buffer.from(bytes).toString('hex')),
    timers: this.timers,
    limits: defaultLimits,
    dialect: lcdm2000Dialect,
    onUnexpected: (what) => void this.unexpected.push(what),
    onMissingEot: () => {},
    onStray: (frame, late) => void this.strays.push({ frame, late }),
  });

  run(message: Message<unknown>): this {
    this.ending = null;
    const hooks = {
      sent: (attempt: number) => void this.sent.push(attempt),
      acknowledged: () => {
        this.acknowledged += 1;
      },
    };
    this.line.run(message, hooks).then((ending) => {
      this.ending = ending;
    });
    return this;
  }

  device(hex: string): this {
    this.line.receive(Uint8Array.from(Buffer.from(hex, 'hex')));
    return this;
  }

  /** Lets time pass and the promise of the transaction settle. */
  async after(ms: number): Promise<Ending | null> {
    this.timers.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
    return this.ending;
  }

  get commands(): number {
    return this.wrote.filter((bytes) => bytes.startsWith('0450024')).length;
  }
}

t.test('the exchange as captured: command, ACK, answer, ACK', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1)).device('06');
  t.equal(await rig.after(4000), null);
  t.match(await rig.device(answer).after(0), { kind: 'response' });
  t.same(rig.wrote, [command, '06']);
  t.same([rig.sent, rig.acknowledged], [[1], 1]);
});

t.test('silence never resends a dispense: one NCK asks for the answer, then the outcome is unknown', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1));
  t.equal(await rig.after(700 + 65_000 + 1999), null);
  t.match(await rig.after(1), { kind: 'silence', acknowledged: false });
  t.same(rig.wrote, [command, '15']);
});

t.test('ACK lost but dispensed: the answer alone is enough', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1));
  await rig.after(30_000);
  t.match(await rig.device(answer).after(0), { kind: 'response' });
  t.equal(rig.commands, 1);
});

t.test('only an explicit refusal is answered with the command again, three times at most', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1));
  for (let round = 0; round < 4; round++) await rig.device('15').after(700);
  t.match(rig.ending, { kind: 'refused', attempts: 4 });
  t.same(rig.sent, [1, 2, 3, 4], 'each transmission is announced before');
  t.equal(rig.commands, 4);
});

t.test('a refusal that is contradicted is not acted on', async (t) => {
  for (const contradiction of ['06', answer, '018d01', '4242424242']) {
    const rig = new Rig().run(new DispenseUpper(1)).device('15');
    await rig.after(300);
    rig.device(contradiction);
    await rig.after(60_000);
    t.equal(rig.commands, 1, `${contradiction} after NCK`);
  }
});

t.test('a stray NCK after the ACK is noise', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1)).device('06').device('15').device('ff');
  await rig.after(10_000);
  t.match(await rig.device(answer).after(0), { kind: 'response' });
  t.equal(rig.commands, 1);
});

t.test('a damaged answer is asked for again, up to three times, and then unknown', async (t) => {
  for (const good of [1, 2, 3, 4]) {
    const rig = new Rig().run(new DispenseUpper(1)).device('06');
    for (let copy = 0; copy < good; copy++) await rig.device(damaged).after(200);
    await rig.device(answer).after(0);
    t.equal(rig.ending?.kind, good <= 3 ? 'response' : 'unreadable', `${good} damaged`);
    t.equal(rig.wrote.filter((bytes) => bytes === '15').length, Math.min(3, good));
    t.equal(rig.commands, 1);
  }
});

t.test('an answer cut off after its start is damaged after 200 ms', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1)).device('06').device(answer.slice(0, 12));
  await rig.after(199);
  t.same(rig.wrote, [command]);
  await rig.after(1);
  t.same(rig.wrote, [command, '15']);
  t.match(await rig.device(answer).after(0), { kind: 'response' });
});

t.test('a late answer of a dispense is matched to it and never taken for a status answer', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1)).device('06');
  await rig.after(65_000 + 2000);
  t.match(rig.ending, { kind: 'silence', acknowledged: true });
  rig.run(new Status('lcdm2000')).device('06').device(answer);
  t.equal(await rig.after(0), null, 'the status question is still open');
  t.match(rig.strays, [{ frame: { command: 0x45 }, late: true }]);
  t.match(await rig.device(statusAnswer).after(0), { kind: 'response' });
  t.equal(rig.strays.length, 1);
});

t.test(
  'with an answer outstanding, one without ACK is not taken for the new command, nor are its copies',
  async (t) => {
    const rig = new Rig().run(new DispenseUpper(1)).device('06');
    await rig.after(70_000);
    rig.run(new DispenseUpper(1)).device(answer).device(answer).device(answer);
    t.equal(await rig.after(0), null);
    t.equal(rig.strays.length, 1);
    t.match(await rig.device('06').device(answer).after(0), { kind: 'response' });
  },
);

t.test('repeats of an answer whose ACK got lost are acknowledged and otherwise ignored', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1)).device('06').device(answer);
  await rig.after(0);
  await rig.device(answer).device(answer).after(500);
  t.same(rig.wrote, [command, '06', '06', '06']);
  t.equal(rig.strays.length, 0);
});

t.test('an answer nobody asked for is reported', async (t) => {
  const rig = new Rig().device(answer);
  t.match(rig.strays, [{ frame: { command: 0x45 }, late: false }]);
});

t.test('notes are moved only when no copy of an earlier answer can be on its way', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1)).device('06').device(answer);
  await rig.after(0);
  let settled: boolean | null = null;
  rig.line.settling.whenSettled().then((value) => {
    settled = value;
  });
  await rig.after(999);
  t.equal(settled, null);
  await rig.after(1);
  t.equal(settled, true);
});

t.test('a cut line ends the command at once, as unknown', async (t) => {
  const rig = new Rig().run(new DispenseUpper(1)).device('06');
  rig.line.linkLost();
  t.match(await rig.after(0), { kind: 'linkLost', acknowledged: true });
});

t.test('nothing is written when the transmission cannot be recorded', async (t) => {
  const rig = new Rig();
  const failing = { sent: () => bad(), acknowledged() {} };
  await t.rejects(rig.line.run(new DispenseUpper(1), failing), { message: 'disk full' });
  t.same(rig.wrote, []);
  rig.run(new Status('lcdm2000')).device('06');
  t.match(await rig.device(statusAnswer).after(0), { kind: 'response' }, 'the line is usable afterwards');

  const second = { sent: (attempt: number) => (attempt === 2 ? bad() : undefined), acknowledged() {} };
  rig.line.run(new DispenseUpper(1), second).then((ending) => {
    rig.ending = ending;
  });
  await rig.device('15').after(700);
  t.match(rig.ending, { kind: 'refused', attempts: 1 });
});

t.test('a status question may be repeated, and ends soon', async (t) => {
  const rig = new Rig().run(new Status('lcdm2000'));
  t.match(await rig.after(4 * 700), { kind: 'silence' });
  t.equal(rig.commands, 4);
});

function bad(): never {
  throw new Error('disk full');
}

t.test('a refusal beside which an answer to this command arrives is not acted on', async (t) => {
  const rig = new Rig();
  // An answer that never came: what arrives from now on without an ACK may still be that one.
  rig.run(new DispenseUpper(1)).device('06');
  t.match(await rig.after(100_000), { kind: 'silence' });
  await rig.after(10_000);
  rig.run(new DispenseUpper(1)).device('15');
  await rig.after(100);
  rig.device(answer);
  t.match(await rig.after(100_000), { kind: 'silence' }, 'neither sent again nor taken for refused');
  t.equal(rig.wrote.filter((hex) => hex === command).length, 2, 'one transmission each');
});
