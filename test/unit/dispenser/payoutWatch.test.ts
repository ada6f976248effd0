import t from 'tap';
import { addLoad } from '../../../src/journal/cassetteLoads.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import { engineWith, FakeDriver, request, settle } from './fakeDriver.ts';
import { VirtualTimers } from './virtualTimers.ts';

const start = Date.parse('2026-08-01T10:00:00.000Z');

/** An engine in virtual time: both clocks follow the timers, and the wall clock can be set. */
function rig(config: Parameters<typeof engineWith>[1] = {}) {
  const timers = new VirtualTimers();
  const driver = new FakeDriver();
  const wall = { offsetMs: 0 };
  const clock = { monotonicMs: () => timers.now, now: () => new Date(start + timers.now + wall.offsetMs) };
  const made = engineWith(driver, { timers, clock, ...config });
  const pass = async (ms: number) => {
    for (let gone = 0; gone < ms; gone += 1000) {
      timers.advance(Math.min(1000, ms - gone));
      await settle();
    }
  };
  return { ...made, driver, timers, clock, wall, pass };
}

t.test('R20: the idle device is asked; another identity locks, once', async (t) => {
  for (const change of [{ checksum: '8013' }, { serial: '99' }, { firmware: 'O16' }]) {
    const { engine, driver, pass } = rig();
    await engine.start();
    await pass(11_000);
    t.equal(engine.status().state, 'online');
    t.match(engine.status().identity, { checksum: '5624' });
    driver.identity = { ...driver.identity, ...change };
    await pass(10_000);
    t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_FIRMWARE' } });
    await engine.stop();
  }
});

t.test('R20: a device that answers no poll any more is taken for cut off', async (t) => {
  const { engine, driver, pass } = rig();
  await engine.start();
  await pass(11_000);
  const works = driver.identify.bind(driver);
  driver.identify = async () => {
    throw new TellersightError('DISPENSER_PROTOCOL', 'silence');
  };
  await pass(10_000);
  t.equal(engine.status().lock, null, 'one silence may be noise');
  driver.identify = works;
  await pass(10_000);
  driver.identify = async () => {
    throw new TellersightError('DISPENSER_PROTOCOL', 'silence');
  };
  await pass(10_000);
  t.equal(engine.status().lock, null, 'they have to be in a row');
  await pass(10_000);
  t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_LINK_LOST' } });
  await engine.stop();
});

t.test('R20: notes that the device counts away without a command of ours', async (t) => {
  const { engine, driver, pass, db } = rig();
  const holds = (a: number, b: number) => {
    const cassettes = driver.state.cassettes.map((cassette, i) => ({ ...cassette, count: [a, b][i]! }));
    driver.state = { ...driver.state, cassettes };
  };
  holds(100, 100);
  const pays = driver.script;
  driver.script = (notes, trace) => {
    holds(100 - notes[0]!, 100);
    return pays(notes, trace);
  };
  await engine.start();
  await pass(11_000);
  await engine.dispense(request('A'));
  await pass(20_000);
  t.equal(engine.status().lock, null, 'our own payout is no contradiction');
  holds(95, 120);
  await pass(10_000);
  t.equal(engine.status().lock, null, 'a refill is none either');
  for (const left of [118, 116]) {
    holds(95, left);
    await pass(10_000);
    t.equal(engine.status().lock, null, 'a few rejected notes are in no answer');
  }
  await engine.stop();

  // A slow leak adds up, also while the daemon was not running.
  holds(95, 114);
  const again = rig({ db });
  again.driver.state = driver.state;
  await again.engine.start();
  await again.pass(11_000);
  t.match(again.engine.status(), { state: 'potentialFraud', lock: { code: 'CASSETTE_COUNT' } });
  again.engine.reconcile({ operator: 'local-operator', countedMinor: 0, statement: 'six notes are missing' });
  await again.pass(20_000);
  t.equal(again.engine.status().lock, null, 'after reconciliation the new count is the truth');
  await again.engine.stop();
});

t.test('R20: near end although the counters say plenty', async (t) => {
  const { engine, driver, pass, db } = rig({
    config: { cassettes: [{ value_minor: 10_000, near_end_notes: 50 }, { value_minor: 5000 }] },
  });
  addLoad(db, 0, 300, 'local-operator', '2026-08-01T09:00:00.000Z');
  const nearEnd = (on: boolean) => {
    const cassettes = driver.state.cassettes.map((cassette, i) => ({ ...cassette, nearEnd: on && i === 0 }));
    driver.state = { ...driver.state, cassettes };
  };
  await engine.start();
  await pass(11_000);
  t.match(engine.status().counters, [{ remaining: 300 }, { remaining: null }]);
  for (let i = 0; i < 5; i++) await engine.dispense(request(`P${i}`, 500_000));
  t.match(engine.status().counters, [{ remaining: 50, dispensed: 250 }]);
  nearEnd(true);
  await pass(10_000);
  t.equal(engine.status().lock, null, 'it is near its end');
  addLoad(db, 0, 300, 'local-operator', '2026-08-01T11:00:00.000Z');
  nearEnd(false);
  await pass(10_000);
  nearEnd(true);
  await pass(10_000);
  t.match(engine.status().lock, { code: 'CASSETTE_COUNT', reason: /300 should be there/ });
  await engine.stop();
});

t.test('velocity limits survive restarts and set clocks', async (t) => {
  const limits = { config: { max_payouts_per_hour: 3, max_minor_per_hour: 120_000, max_minor_per_day: 200_000 } };
  const first = rig(limits);
  await first.engine.start();
  await first.engine.dispense(request('A', 50_000));
  await first.engine.dispense(request('B', 50_000));
  await t.rejects(first.engine.dispense(request('C', 50_000)), { code: 'VELOCITY_LIMIT' }, 'amount per hour');
  await first.engine.stop();

  const { engine, driver, wall, pass } = rig({ ...limits, db: first.db });
  await engine.start();
  await t.rejects(engine.dispense(request('C', 50_000)), { code: 'VELOCITY_LIMIT' }, 'a restart resets nothing');
  await engine.dispense(request('D', 10_000));
  await t.rejects(engine.dispense(request('E', 5000)), { code: 'VELOCITY_LIMIT' }, 'payouts per hour');
  wall.offsetMs = 5 * 3_600_000;
  await t.rejects(engine.dispense(request('E', 5000)), { code: 'VELOCITY_LIMIT' }, 'the clock was set forward');
  wall.offsetMs = -48 * 3_600_000;
  await t.rejects(engine.dispense(request('E', 5000)), { code: 'VELOCITY_LIMIT' }, 'the clock was set back');
  wall.offsetMs = 0;
  await pass(3_601_000);
  t.match(await engine.dispense(request('F', 50_000)), { outcome: 'dispensed' }, 'an hour later');
  await t.rejects(engine.dispense(request('G', 50_000)), { code: 'VELOCITY_LIMIT' }, 'amount per day');
  t.equal(driver.commands, 2);
  await engine.stop();
});

t.test('what was not executed at all counts for no limit', async (t) => {
  const { engine, driver } = rig({ config: { max_payouts_per_hour: 1 } });
  await engine.start();
  const pays = driver.script;
  driver.script = async () => {
    throw new TellersightError('DISPENSER_OFFLINE', 'gone');
  };
  await t.rejects(engine.dispense(request('A')), { code: 'DISPENSER_OFFLINE' });
  driver.script = pays;
  t.match(await engine.dispense(request('B')), { outcome: 'dispensed' });
  await t.rejects(engine.dispense(request('C')), { code: 'VELOCITY_LIMIT' });
  await engine.stop();
});
