import t from 'tap';
import type { PayoutEngine } from '../../src/dispenser/payout.ts';
import type { PayoutResult } from '../../src/dispenser/payoutResult.ts';
import { readCounters } from '../../src/journal/cassetteCounters.ts';
import { engineWith, FakeDriver, report, request, unknown } from '../unit/dispenser/fakeDriver.ts';
import { type DiskFault, FaultDisk } from './disk.ts';

/** One payout: what is asked for, and what the device makes of it. */
interface Story {
  readonly amountMinor: number;
  readonly script?: (driver: FakeDriver) => FakeDriver['script'];
}

const stories: Readonly<Record<string, Story>> = {
  'paid in two commands': { amountMinor: 250_000 },
  'one note short': {
    amountMinor: 50_000,
    script: (driver) => async (_notes, trace) => {
      trace.sent(1);
      trace.acknowledged();
      return driver.pay([4, 0], { outcome: 'short' });
    },
  },
  'paid, and the answer is lost': {
    amountMinor: 50_000,
    script: (driver) => async (notes, trace) => {
      trace.sent(1);
      trace.acknowledged();
      driver.pay(notes);
      return unknown;
    },
  },
  'more notes than asked for': {
    amountMinor: 50_000,
    script: (driver) => async (_notes, trace) => {
      trace.sent(1);
      return driver.pay([6, 0]);
    },
  },
  'refused once and sent again': {
    amountMinor: 50_000,
    script: (driver) => async (notes, trace) => {
      trace.sent(1);
      try {
        trace.sent(2);
      } catch {
        return report({ outcome: 'notExecuted', exited: [0, 0] });
      }
      return driver.pay(notes);
    },
  },
};

type Make = (at: number) => DiskFault;
const deadly =
  (kind: 'kill-before' | 'kill-after'): Make =>
  (at) => ({ kind, at });
const lasting =
  (kind: 'eio' | 'full', times: number | 'forever'): Make =>
  (at) => ({ kind, at, times });
const torn =
  (bytes: number): Make =>
  (at) => ({ kind: 'torn', at, bytes });

/** How the process ends behind the fault: as it likes, killed, or with a power cut (0: nothing unsynced is left). */
type End = 'stop' | 'kill' | 'power 0' | 'power';

type Trials = readonly (readonly [Make, readonly End[]])[];

const trials: Trials = [
  [lasting('eio', 1), ['stop', 'kill', 'power 0', 'power']],
  [lasting('eio', 2), ['kill', 'power']],
  [lasting('eio', 'forever'), ['stop', 'kill', 'power 0', 'power']],
  [lasting('full', 1), ['kill', 'power']],
  [lasting('full', 'forever'), ['stop', 'kill', 'power']],
  [deadly('kill-before'), ['kill', 'power 0', 'power']],
  [deadly('kill-after'), ['kill', 'power 0', 'power']],
  [torn(1), ['kill']],
  [torn(600), ['kill', 'power']],
];

/** Enough for the other stories: they differ in what is written at the end only. */
const fewer: Trials = [
  [lasting('eio', 1), ['stop', 'power']],
  [lasting('eio', 'forever'), ['kill', 'power 0']],
  [lasting('full', 1), ['kill']],
  [deadly('kill-before'), ['kill', 'power']],
  [deadly('kill-after'), ['power 0']],
  [torn(600), ['power']],
];

const disk = FaultDisk.load();
disk.open().close();
const image = disk.snapshot();
/** The watch of the engine looks every second; here nothing happens but what the test does. */
const timers = { after: () => () => {}, nowMs: () => 0 };
const worth = ([tens, fives]: readonly number[]) => tens! * 10_000 + fives! * 5000;

/** What a process sets on top: a checkpoint within a payout, not only once in a thousand pages. */
const often = 'PRAGMA wal_autocheckpoint = 20;';

/** A process of its own on the disk as it is. */
async function process(driver = new FakeDriver(), pragmas = often) {
  const db = disk.open();
  db.exec(pragmas);
  const { engine } = engineWith(driver, { db, timers });
  await engine.start();
  return { driver, engine, db };
}

/** Its result, or the code it was refused with. */
function pay(engine: PayoutEngine, id: string, amountMinor: number): Promise<PayoutResult | string> {
  return engine.dispense(request(id, amountMinor)).catch((error) => (error as { code?: string }).code ?? String(error));
}

/** What the payout of this story does to the disk without a fault: operations `first` to `last`. */
async function operations({ amountMinor, script }: Story, pragmas = often): Promise<{ first: number; last: number }> {
  disk.restore(image);
  const { driver, engine } = await process(new FakeDriver(), pragmas);
  if (script) driver.script = script(driver);
  const first = disk.ops + 1;
  await pay(engine, 'A', amountMinor);
  await engine.stop();
  return { first, last: disk.ops };
}

/** What this trial shows that must never be. */
async function violations(story: Story, fault: DiskFault, end: End, pragmas = often): Promise<string[]> {
  const wrong: string[] = [];
  const driver = new FakeDriver();
  disk.restore(image);
  const { engine, db } = await process(driver, pragmas);
  if (story.script) driver.script = story.script(driver);
  disk.arm(fault);
  const told = await pay(engine, 'A', story.amountMinor);
  const died = disk.dead;
  if (!died) {
    wrong.push(...checkTold(told, worth(driver.left)), ...(await checkSameProcess(engine, driver, told, story)));
  }
  const paid = worth(driver.left);
  await engine.stop();
  if (end === 'stop') db.close();
  if (end === 'power' || end === 'power 0') disk.powerLoss(end === 'power' ? fault.at : 0);
  else disk.revive();
  const durable = !died && typeof told !== 'string' && told.code !== 'JOURNAL_UNWRITABLE' ? told : null;
  wrong.push(...(await checkNextProcess(paid, durable, story)));
  if (db.isOpen) db.close();
  return wrong;
}

function checkTold(told: PayoutResult | string, paid: number): string[] {
  const wrong: string[] = [];
  if (typeof told === 'string') {
    if (told !== 'JOURNAL_UNWRITABLE') wrong.push(`refused with ${told}`);
    if (paid !== 0) wrong.push(`refused, and ${paid} left`);
  } else if (told.dispensedMinor === null) {
    if (!told.locked) wrong.push('unknown, and not locked');
  } else if (told.dispensedMinor !== paid) wrong.push(`${told.dispensedMinor} told, ${paid} left`);
  return wrong;
}

/** The same engine is asked again, and for another payout; the disk may work again or not. */
async function checkSameProcess(
  engine: PayoutEngine,
  driver: FakeDriver,
  told: PayoutResult | string,
  { amountMinor }: Story,
): Promise<string[]> {
  const before = worth(driver.left);
  const again = await pay(engine, 'A', amountMinor);
  const paid = worth(driver.left);
  const wrong = checkTold(again, paid);
  if (typeof told !== 'string' && paid !== before) wrong.push('the same payout moved cash twice');
  if (typeof again === 'string' || again.dispensedMinor !== null) return wrong;
  if (typeof (await pay(engine, 'B', 50_000)) !== 'string') wrong.push('another payout while this one is open');
  if (worth(driver.left) !== paid) wrong.push('cash left for a payout that was refused');
  return wrong;
}

/** @param told what was told with the journal's word behind it, if anything */
async function checkNextProcess(paid: number, told: PayoutResult | null, { amountMinor }: Story): Promise<string[]> {
  const wrong: string[] = [];
  const { engine, driver, db } = await process();
  const state = engine.presentStatus('A');
  const { lock } = engine.status();
  if (!state) {
    if (paid !== 0) wrong.push(`${paid} left, and the journal knows no payout`);
  } else if (state.dispensedMinor === null) {
    if (lock?.payoutId !== 'payout_A') wrong.push('unknown, and not locked after the restart');
  } else {
    if (state.dispensedMinor !== paid) wrong.push(`${state.dispensedMinor} known after the restart, ${paid} left`);
    const counted = [0, 1].map((i) => readCounters(db).find(({ cassette }) => cassette === i)?.dispensed ?? 0);
    if (worth(counted) !== paid) wrong.push(`counters ${counted}, ${paid} left`);
  }
  if (told && told.dispensedMinor !== null && state?.dispensedMinor !== told.dispensedMinor)
    wrong.push(`${told.dispensedMinor} told, forgotten after the restart`);
  if (state) await pay(engine, 'A', amountMinor);
  if (driver.commands > 0) wrong.push('paid again after the restart');
  const other = await pay(engine, 'C', 50_000);
  if (lock && other !== 'DISPENSER_LOCKED') wrong.push('locked, and yet it pays');
  if (!lock && (typeof other === 'string' || other.dispensedMinor !== worth(driver.left)))
    wrong.push(`not locked, and the next payout is ${JSON.stringify(other)}`);
  if (db.prepare('PRAGMA integrity_check').get()!.integrity_check !== 'ok') wrong.push('damaged');
  await engine.stop();
  db.close();
  return wrong;
}

for (const [name, story] of Object.entries(stories)) {
  t.test(`${name}: whatever the disk does, at whichever operation, nothing is paid unrecorded`, async (t) => {
    const { first, last } = await operations(story);
    const all: string[] = [];
    let count = 0;
    for (let at = first; at <= last; at++) {
      for (const [make, ends] of story.script ? fewer : trials) {
        for (const end of ends) {
          const fault = make(at);
          const wrong = await violations(story, fault, end).catch((error) => [`threw ${error?.stack ?? error}`]);
          count += 1;
          if (wrong.length > 0) all.push(`${JSON.stringify(fault)}, then ${end}: ${wrong.join('; ')}`);
        }
      }
    }
    t.same(all.slice(0, 20), [], `${count} payouts over ${last - first + 1} operations, ${all.length} of them wrong`);
  });
}

t.test('a journal that does not sync each commit would be caught', async (t) => {
  for (const pragmas of ['PRAGMA synchronous = NORMAL;', 'PRAGMA synchronous = OFF;']) {
    const story = stories['paid in two commands']!;
    const { first, last } = await operations(story, pragmas);
    let wrong = 0;
    for (let at = first; at <= last; at++) {
      const found = await violations(story, { kind: 'kill-before', at }, 'power 0', pragmas);
      if (found.some((text) => /left, and the journal knows no payout|known after the restart/.test(text))) wrong += 1;
    }
    t.ok(wrong > 0, `${pragmas} ${wrong} of ${last - first + 1} power cuts`);
  }
});

t.test(
  'whatever the disk does while a payout in flight is recovered, the start after that knows or locks',
  async (t) => {
    disk.restore(image);
    const driver = new FakeDriver();
    const { engine } = await process(driver);
    driver.script = async (notes, trace) => {
      trace.sent(1);
      disk.arm({ kind: 'kill-before', at: disk.ops + 1 }); // the notes are on their way
      return driver.pay(notes);
    };
    await pay(engine, 'A', 50_000);
    disk.revive();
    const inFlight = disk.snapshot();
    await process();
    const last = disk.ops;
    t.ok(last > 0, `${last} operations`);
    const wrong: string[] = [];
    for (let at = 1; at <= last; at++) {
      for (const [make, ends] of trials) {
        for (const end of ends) {
          disk.restore(inFlight);
          const db = disk.open();
          const { engine } = engineWith(new FakeDriver(), { db, timers });
          disk.arm(make(at));
          const started = await engine.start().then(
            () => true,
            () => false,
          );
          if (started && !disk.dead && engine.status().lock?.payoutId !== 'payout_A') wrong.push(`${at}: not locked`);
          await engine.stop();
          if (end === 'stop') db.close();
          if (end === 'power' || end === 'power 0') disk.powerLoss(end === 'power' ? at : 0);
          else disk.revive();
          const found = await checkNextProcess(50_000, null, stories['one note short']!);
          if (found.length > 0) wrong.push(`${JSON.stringify(make(at))}, then ${end}: ${found.join('; ')}`);
          if (db.isOpen) db.close();
        }
      }
    }
    t.same(wrong.slice(0, 20), []);
  },
);
