import t from 'tap';
import type { PayoutEvent } from '../../../src/dispenser/payoutApi.ts';
import { engineWith, FakeDriver, report, request, settle, unknown } from './fakeDriver.ts';

/** A driver whose device remembers its last result. */
class Remembering extends FakeDriver {
  override readonly capability = { ...new FakeDriver().capability, resultRetrievable: true };
}

const baseline = { lastStatus: '52 20 30', levels: [100, 100] };

/** Pays, and the answer is lost. */
function losesAnswer(driver: FakeDriver) {
  driver.script = async (notes, trace) => {
    trace.sent(1, baseline);
    driver.pay(notes);
    return unknown;
  };
}

t.test('a lost answer is asked for again at once; a proof settles it without a lock', async (t) => {
  const driver = new Remembering();
  driver.recovered = report({ exited: [5, 0] });
  losesAnswer(driver);
  const { engine } = engineWith(driver);
  await engine.start();
  const result = await engine.dispense(request('A'));
  t.match(result, { outcome: 'dispensed', dispensedMinor: 50_000, locked: false, reversal: { advice: 'none' } });
  t.match(driver.asked, [{ notes: [5, 0], baseline, sameBoot: true }]);
  t.equal(engine.status().lock, null);
  t.equal(engine.status().counters[0]!.dispensed, 5);
  t.same(await engine.dispense(request('A')), result, 'recorded');
  await engine.stop();
});

t.test('after a proof in the middle the remaining steps are paid', async (t) => {
  const driver = new Remembering();
  driver.perCommand = 3;
  driver.recovered = report({ exited: [3, 0] });
  const normal = driver.script;
  losesAnswer(driver);
  const loses = driver.script;
  driver.script = (notes, trace) => (driver.commands === 0 ? loses : normal)(notes, trace);
  const { engine } = engineWith(driver);
  await engine.start();
  t.match(await engine.dispense(request('A')), { outcome: 'dispensed', dispensedMinor: 50_000, locked: false });
  t.same(driver.left, [5, 0]);
  await engine.stop();
});

t.test('what recover cannot prove stays unknown; what it finds doubtful is suspect', async (t) => {
  const cases = [
    { said: unknown, outcome: 'unknown', lock: 'PAYOUT_UNKNOWN' },
    { said: report({ outcome: 'suspect', exited: [5, 0] }), outcome: 'suspect', lock: 'PAYOUT_SUSPECT' },
    { said: report({ outcome: 'dispensed', exited: [4, 0] }), outcome: 'suspect', lock: 'PAYOUT_SUSPECT' },
    { said: report({ outcome: 'short', exited: [6, 0] }), outcome: 'suspect', lock: 'OVER_DISPENSE' },
  ];
  for (const { said, outcome, lock } of cases) {
    const driver = new Remembering();
    driver.recovered = said;
    losesAnswer(driver);
    const { engine } = engineWith(driver);
    await engine.start();
    t.match(await engine.dispense(request('A')), { outcome, dispensedMinor: null, locked: true });
    t.match(engine.status().lock, { code: lock, payoutId: 'payout_A' });
    await engine.stop();
  }
});

t.test('after a restart the device is asked once it is there, and everybody is told the new result', async (t) => {
  for (const bootId of ['boot 1', 'boot 2']) {
    const driver = new Remembering();
    const first = engineWith(driver);
    driver.script = (_notes, trace) => {
      trace.sent(1, baseline);
      return new Promise(() => {}); // the process dies here
    };
    await first.engine.start();
    void first.engine.dispense(request('A'));
    await settle();

    const reborn = new Remembering();
    reborn.recovered = report({ outcome: 'short', exited: [3, 0], deviceMeaning: 'pick-up error' });
    const { engine } = engineWith(reborn, { db: first.db, bootId });
    const told: string[] = [];
    engine.onPayout(({ result }: PayoutEvent) => void told.push(result.outcome));
    await engine.start();
    await settle();
    t.match(engine.status().lock, { code: 'PAYOUT_UNKNOWN' }, 'locked until the device says otherwise');
    reborn.listener!.identified(reborn.identity);
    await settle();
    t.match(reborn.asked, [{ notes: [5, 0], baseline, sameBoot: bootId === 'boot 1' }]);
    t.equal(engine.status().lock, null);
    t.same(told, ['unknown', 'short']);
    t.match(await engine.dispense(request('A')), {
      outcome: 'short',
      dispensedMinor: 30_000,
      reversal: { advice: 'partial', amountMinor: 20_000 },
    });
    t.equal(reborn.commands, 0, 'nothing was sent');
    await engine.stop();
  }
});

t.test('a proof lifts what its payout caused, and no sign of tampering', async (t) => {
  const driver = new Remembering();
  driver.recovered = report({ exited: [5, 0] });
  const { engine } = engineWith(driver);
  driver.script = async (notes, trace) => {
    trace.sent(1, baseline);
    driver.pay(notes);
    driver.listener!.alarm('DISPENSER_LINK_LOST', 'cut');
    return unknown;
  };
  await engine.start();
  t.match(await engine.dispense(request('A')), { outcome: 'dispensed', dispensedMinor: 50_000 });
  t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_LINK_LOST', payoutId: null } });
  await t.rejects(engine.dispense(request('B')), { code: 'DISPENSER_LOCKED' });
  await engine.stop();
});

t.test('a step that an operator settled meanwhile stays settled', async (t) => {
  const driver = new Remembering();
  losesAnswer(driver);
  const { engine } = engineWith(driver);
  await engine.start();
  await engine.dispense(request('A'));
  let answer: (said: typeof unknown) => void = () => {};
  driver.recover = () => new Promise((resolve) => (answer = resolve));
  driver.listener!.identified(driver.identity);
  await settle();
  engine.reconcile({ operator: 'local-operator', countedNotes: [4, 0], statement: 'counted' });
  answer(report({ exited: [5, 0] }));
  await settle();
  t.match(engine.presentStatus('A'), { dispensedMinor: 40_000 });
  t.equal(engine.status().counters[0]!.dispensed, 4);
  await engine.stop();
});
