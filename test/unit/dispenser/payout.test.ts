import t from 'tap';
import type { LockEvent, PayoutEvent } from '../../../src/dispenser/payoutApi.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import { engineWith, FakeDriver, report, request, settle, unknown } from './fakeDriver.ts';

t.test('pays once; the same DISPENSEID gets the recorded result and moves no cash', async (t) => {
  const driver = new FakeDriver();
  const { engine } = engineWith(driver);
  await engine.start();
  const [first, second] = await Promise.all([engine.dispense(request('A')), engine.dispense(request('A'))]);
  t.match(first, { outcome: 'dispensed', dispensedMinor: 50_000, locked: false, code: 'PAYOUT_DISPENSED' });
  t.same(second, first, 'while it runs');
  t.same(await engine.dispense({ ...request('A', 90_000), payoutId: 'other' }), first, 'afterwards, whatever it asks');
  t.equal(driver.commands, 1);
  t.same(driver.left, [5, 0]);
  t.same(engine.presentStatus('A'), {
    dispenseId: 'A',
    presentState: 'presented',
    outcome: 'dispensed',
    dispensedMinor: 50_000,
    currency: 'CNY',
  });
  t.equal(engine.presentStatus('B'), null);
  await engine.stop();
});

t.test('intent is on record before the driver is called, sent before the first byte', async (t) => {
  const driver = new FakeDriver();
  const { engine, db } = engineWith(driver);
  const states = () =>
    db
      .prepare('SELECT state FROM payout_states ORDER BY seq')
      .all()
      .map((row) => row.state);
  driver.script = async (notes, trace) => {
    t.same(states(), ['planned', 'intent']);
    trace.sent(1);
    t.same(states(), ['planned', 'intent', 'sent']);
    return driver.pay(notes);
  };
  await engine.start();
  await engine.dispense(request('A'));
  t.same(states(), ['planned', 'intent', 'sent', 'dispensed']);
  await engine.stop();
});

t.test('large amounts go in steps; the first one that falls short ends the payout', async (t) => {
  const driver = new FakeDriver();
  driver.perCommand = 10;
  const { engine } = engineWith(driver);
  await engine.start();
  const asked: number[][] = [];
  const normal = driver.script;
  driver.script = async (notes, trace) => {
    asked.push([...notes]);
    if (asked.length < 2) return normal(notes, trace);
    trace.sent(1);
    return driver.pay([4, 0], { outcome: 'short', deviceCode: '38', deviceMeaning: 'upper cassette empty' });
  };
  const result = await engine.dispense(request('A', 255_000));
  t.same(
    asked,
    [
      [10, 0],
      [10, 0],
    ],
    'the third step is not begun',
  );
  t.match(result, { outcome: 'short', dispensedMinor: 140_000, locked: false, code: 'PAYOUT_SHORT' });
  t.match(result.notes, [
    { requested: 25, exited: 14 },
    { requested: 1, exited: 0 },
  ]);
  t.match(engine.status(), { state: 'online', lock: null, counters: [{ dispensed: 14 }, { dispensed: 0 }] });
  driver.script = normal;
  t.match(await engine.dispense(request('B', 5000)), { outcome: 'dispensed' }, 'not locked: reliable counts');
  await engine.stop();
});

t.test('an uncertain outcome locks, also after a restart, until an operator reconciles', async (t) => {
  const driver = new FakeDriver();
  const first = engineWith(driver);
  driver.script = async (notes, trace) => {
    trace.sent(1);
    driver.pay(notes);
    return unknown;
  };
  await first.engine.start();
  t.match(await first.engine.dispense(request('A')), { outcome: 'unknown', dispensedMinor: null, locked: true });
  await t.rejects(first.engine.dispense(request('B')), { code: 'DISPENSER_LOCKED' });
  await first.engine.stop();

  const { engine } = engineWith(driver, { db: first.db });
  await engine.start();
  t.match(engine.status(), { state: 'locked', lock: { code: 'PAYOUT_UNKNOWN', payoutId: 'payout_A' } });
  await t.rejects(engine.dispense(request('B')), { code: 'DISPENSER_LOCKED' });
  t.equal(driver.commands, 1, 'never resent');
  t.match(engine.presentStatus('A'), { presentState: 'unknown', dispensedMinor: null });

  const locks: LockEvent[] = [];
  engine.onLock((event) => void locks.push(event));
  const done = engine.reconcile({ operator: 'local-operator', countedNotes: [5, 0], statement: 'counted by two' });
  t.match(done, { countedMinor: 50_000, payoutIds: ['payout_A'], lockCode: 'PAYOUT_UNKNOWN' });
  await settle();
  t.match(locks, [{ lock: null, reconciliation: { id: done.id } }]);
  t.match(engine.presentStatus('A'), { presentState: 'presented', outcome: 'unknown', dispensedMinor: 50_000 });
  t.equal(engine.status().counters[0]!.dispensed, 5, 'counted notes that no answer reported');
  driver.script = async (notes, trace) => {
    trace.sent(1);
    return driver.pay(notes);
  };
  t.match(await engine.dispense(request('B')), { outcome: 'dispensed' });
  t.throws(() => engine.reconcile({ operator: 'x', countedMinor: 0, statement: 'again' }), {
    code: 'RECONCILE_REFUSED',
  });
  await engine.stop();
});

t.test(
  'what a crash left open: sent becomes unknown and locks, intent was not executed; nothing is sent',
  async (t) => {
    for (const writes of [0, 1]) {
      const driver = new FakeDriver();
      const before = engineWith(driver);
      // The process "dies" inside the driver: its promise never settles.
      driver.script = (_notes, trace) => {
        if (writes > 0) trace.sent(1);
        return new Promise(() => {});
      };
      await before.engine.start();
      void before.engine.dispense(request('A'));
      await settle();

      const reborn = new FakeDriver();
      const { engine } = engineWith(reborn, { db: before.db });
      const told: PayoutEvent[] = [];
      engine.onPayout((event) => void told.push(event));
      await engine.start();
      await settle();
      const outcome = writes === 0 ? 'notExecuted' : 'unknown';
      if (writes === 0) {
        t.equal(engine.status().lock, null, 'without "sent" no byte left');
        t.match(await engine.dispense(request('A')), { outcome, dispensedMinor: 0, reversal: { advice: 'full' } });
      } else {
        t.match(engine.status(), { state: 'locked', lock: { code: 'PAYOUT_UNKNOWN', payoutId: 'payout_A' } });
        t.match(await engine.dispense(request('A')), {
          outcome,
          dispensedMinor: null,
          reversal: { advice: 'suspect' },
        });
        await t.rejects(engine.dispense(request('B')), { code: 'DISPENSER_LOCKED' });
      }
      t.equal(reborn.commands, 0);
      t.match(told, [{ request: { payoutId: 'payout_A' }, result: { outcome } }], 'evidence and fleet are told');
      await engine.stop();
    }
  },
);

t.test('a listener that fails is told again after the next start, one that took it is not', async (t) => {
  const driver = new FakeDriver();
  const first = engineWith(driver);
  first.engine.onPayout(() => {
    throw new TellersightError('INTERNAL', 'evidence disk gone');
  });
  await first.engine.start();
  await first.engine.dispense(request('A'));
  await first.engine.stop();
  for (const expected of [1, 0]) {
    const { engine } = engineWith(driver, { db: first.db });
    let told = 0;
    engine.onPayout(() => {
      told += 1;
    });
    await engine.start();
    await settle();
    await engine.stop();
    t.equal(told, expected);
  }
});

t.test('counts that contradict the request are not believed, whatever the driver says', async (t) => {
  const cases: [string, Parameters<typeof report>[0], string, string][] = [
    ['more than asked', { exited: [6, 0] }, 'suspect', 'OVER_DISPENSE'],
    ['less, and yet "dispensed"', { exited: [4, 0] }, 'suspect', 'PAYOUT_SUSPECT'],
    ['short with too many', { outcome: 'short', exited: [6, 0] }, 'suspect', 'OVER_DISPENSE'],
    ['no number', { exited: [null, 0] }, 'suspect', 'PAYOUT_SUSPECT'],
    ['the device saw more', { outcome: 'suspect', exited: [5, 0], overDispense: true }, 'suspect', 'OVER_DISPENSE'],
  ];
  for (const [name, said, outcome, lock] of cases) {
    const driver = new FakeDriver();
    driver.script = async (_notes, trace) => {
      trace.sent(1);
      return report(said);
    };
    const { engine } = engineWith(driver);
    await engine.start();
    t.match(await engine.dispense(request('A')), { outcome, dispensedMinor: null, locked: true, code: lock }, name);
    t.match(engine.status().lock, { code: lock }, name);
    await engine.stop();
  }
});

t.test('refused before anything is recorded or sent', async (t) => {
  const driver = new FakeDriver();
  const { engine, db } = engineWith(driver);
  await engine.start();
  const normal = driver.state;
  await t.rejects(engine.dispense(request('A', 50_001)), { code: 'NOT_DISPENSABLE' });
  await t.rejects(engine.dispense({ ...request('A'), currency: 'EUR' }), { code: 'TOKEN_CURRENCY' });
  driver.connected = false;
  await t.rejects(engine.dispense(request('A')), { code: 'DISPENSER_OFFLINE' });
  driver.connected = true;
  for (const wrong of [{ rejectTrayPresent: false }, { noteAtExit: true }, { notesOnPath: true }]) {
    driver.state = { ...normal, ...wrong };
    await t.rejects(engine.dispense(request('A')), { code: 'DISPENSER_NOT_READY' });
  }
  t.equal(driver.commands, 0);
  t.equal(db.prepare('SELECT count(*) AS n FROM payouts').get()!.n, 0);
  driver.state = normal;
  t.match(await engine.dispense(request('A')), { outcome: 'dispensed' }, 'the same token may try again');
  await engine.stop();
});

t.test('one payout at a time', async (t) => {
  const driver = new FakeDriver();
  const { engine } = engineWith(driver);
  await engine.start();
  const first = engine.dispense(request('A'));
  await t.rejects(engine.dispense(request('B')), { code: 'DISPENSER_BUSY' });
  t.match(await first, { outcome: 'dispensed' });
  await engine.stop();
});

t.test('an explicit refusal is proof that nothing was paid: no lock', async (t) => {
  const driver = new FakeDriver();
  driver.script = async (_notes, trace) => {
    for (const attempt of [1, 2, 3, 4]) trace.sent(attempt);
    return report({ outcome: 'notExecuted', deviceCode: null, deviceMeaning: 'refused 4 times' });
  };
  const { engine } = engineWith(driver);
  await engine.start();
  t.match(await engine.dispense(request('A')), { outcome: 'notExecuted', dispensedMinor: 0, locked: false });
  t.match(engine.presentStatus('A'), { presentState: 'notPresented', dispensedMinor: 0 });
  t.equal(engine.status().lock, null);
  await engine.stop();
});
