import t from 'tap';
import { engineWith, FakeDriver, report, request, settle, unknown } from './fakeDriver.ts';

t.test('R20: a lock that comes while the line settles, or before a resend, stops the transmission', async (t) => {
  const driver = new FakeDriver();
  const { engine, db } = engineWith(driver);
  await engine.start();
  driver.script = async (notes, trace) => {
    driver.listener?.alarm('DISPENSER_UNEXPECTED', 'an answer nobody asked for');
    trace.sent(1);
    return driver.pay(notes);
  };
  await t.rejects(engine.dispense(request('A')), { code: 'DISPENSER_LOCKED' });
  t.equal(driver.commands, 0);
  t.match(await engine.dispense(request('A')), { outcome: 'notExecuted', dispensedMinor: 0 });
  db.exec('DELETE FROM dispenser_locks');
  driver.script = async (_notes, trace) => {
    trace.sent(1);
    driver.listener?.alarm('DISPENSER_UNEXPECTED', 'an answer nobody asked for');
    t.throws(() => trace.sent(2), { code: 'DISPENSER_LOCKED' });
    return report({ outcome: 'notExecuted', exited: [0, 0] });
  };
  t.match(await engine.dispense(request('B')), { outcome: 'notExecuted' });
  t.equal(driver.commands, 1);
  await engine.stop();
});

t.test('an unasked answer while the journal is broken locks, and brings nothing down', async (t) => {
  const driver = new FakeDriver();
  const { engine, db } = engineWith(driver);
  await engine.start();
  db.close();
  const answer = report({ outcome: 'suspect', exited: [3, 0] });
  t.doesNotThrow(() => driver.listener?.late(answer));
  t.doesNotThrow(() => driver.listener?.unsolicited(answer));
  await t.rejects(engine.dispense(request('A')), { code: 'JOURNAL_UNWRITABLE' });
  await engine.stop();
});

t.test('signs of tampering lock (R20)', async (t) => {
  const driver = new FakeDriver();
  const { engine, db } = engineWith(driver);
  await engine.start();
  await engine.dispense(request('A'));
  driver.identity = { ...driver.identity, checksum: '8013' };
  await t.rejects(engine.dispense(request('B')), { code: 'DISPENSER_LOCKED' }, 'another ROM before a payout');
  t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_FIRMWARE' } });
  t.equal(driver.commands, 1);
  engine.reconcile({ operator: 'local-operator', countedMinor: 0, statement: 'board exchanged by the vendor' });
  t.match(await engine.dispense(request('B')), { outcome: 'dispensed' }, 'accepted with the reconciliation');
  driver.listener!.alarm('DISPENSER_LINK_LOST', 'hung up');
  await t.rejects(engine.dispense(request('C')), { code: 'DISPENSER_LOCKED' });
  t.match(engine.status(), { state: 'potentialFraud', lock: { code: 'DISPENSER_LINK_LOST' } });
  engine.reconcile({ operator: 'local-operator', countedMinor: 0, statement: 'cable replaced' });
  driver.listener!.unsolicited(report({ outcome: 'suspect', exited: [3, 0] }));
  t.match(
    engine.status(),
    { state: 'potentialFraud', lock: { code: 'DISPENSER_UNEXPECTED' } },
    'another host drives it',
  );
  await engine.stop();

  const strict = engineWith(new FakeDriver(), { config: { allowed_checksums: ['B56D'] } });
  await strict.engine.start();
  await t.rejects(strict.engine.dispense(request('A')), { code: 'DISPENSER_LOCKED' });
  await strict.engine.stop();
  db.close();
});

t.test('a late answer is kept beside the payout and unlocks nothing', async (t) => {
  const driver = new FakeDriver();
  driver.script = async (_notes, trace) => {
    trace.sent(1);
    return unknown;
  };
  const { engine, db } = engineWith(driver);
  await engine.start();
  await engine.dispense(request('A'));
  driver.listener!.late(report({ exited: [5, 0] }));
  t.match(engine.presentStatus('A'), { presentState: 'unknown', dispensedMinor: null });
  t.match(engine.status().lock, { code: 'PAYOUT_UNKNOWN' });
  const last = db.prepare('SELECT detail FROM payout_states ORDER BY seq DESC LIMIT 1').get()!;
  t.match(JSON.parse(String(last.detail)), { late: { exited: [5, 0] } });
  await engine.stop();
});

t.test('a reconciliation needs a name, a count and a statement', async (t) => {
  const driver = new FakeDriver();
  const { engine } = engineWith(driver);
  await engine.start();
  driver.listener!.alarm('DISPENSER_UNEXPECTED', 'an answer nobody asked for');
  const good = { operator: 'local-operator', countedMinor: 0, statement: 'cable inspected' };
  const { countedMinor: _, ...uncounted } = good;
  const bad = [
    { ...good, operator: '' },
    { ...good, operator: 'two words' },
    { ...good, statement: '  ' },
    { ...good, statement: 'x'.repeat(501) },
    { ...good, countedMinor: -1 },
    { ...good, countedMinor: 0.5 },
    { ...good, countedNotes: [1, 0] },
    { ...good, countedNotes: [0, 0, 0] },
    uncounted,
  ];
  for (const wrong of bad) t.throws(() => engine.reconcile(wrong), { code: 'RECONCILE_REFUSED' });
  t.ok(engine.status().lock);
  engine.reconcile(good);
  t.equal(engine.status().lock, null);
  await engine.stop();
});

t.test('a result that could not be written locks at once and is written later, exactly once', async (t) => {
  const driver = new FakeDriver();
  const { engine, db } = engineWith(driver);
  const locks: (string | undefined)[] = [];
  engine.onLock(({ lock }) => void locks.push(lock?.code));
  await engine.start();
  const block = "WHEN NEW.state = 'dispensed' BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END";
  db.exec(`CREATE TEMP TRIGGER broken BEFORE INSERT ON main.payout_states ${block}`);
  t.match(await engine.dispense(request('A')), { locked: true, code: 'JOURNAL_UNWRITABLE', dispensedMinor: null });
  t.match(engine.status(), { state: 'locked', lock: { code: 'JOURNAL_UNWRITABLE' }, counters: [{ dispensed: 0 }, {}] });
  await t.rejects(engine.dispense(request('B')), { code: 'JOURNAL_UNWRITABLE' });
  db.exec('DROP TRIGGER broken');
  await t.rejects(engine.dispense(request('B')), { code: 'DISPENSER_LOCKED' }, 'writable again: the lock stays');
  await settle();
  t.match(engine.status(), { lock: { code: 'JOURNAL_UNWRITABLE' }, counters: [{ dispensed: 5 }, {}] });
  t.match(await engine.dispense(request('A')), { outcome: 'dispensed', dispensedMinor: 50_000, locked: true });
  t.same(locks, ['JOURNAL_UNWRITABLE']);
  engine.reconcile({ operator: 'local-operator', countedMinor: 50_000, statement: 'disk exchanged, cash counted' });
  t.match(await engine.dispense(request('B')), { outcome: 'dispensed' });
  t.same(driver.left, [10, 0]);
  await engine.stop();
});

t.test('every cause of a lock is told once, also one that comes while it is locked', async (t) => {
  const driver = new FakeDriver();
  const { engine } = engineWith(driver);
  const told: (string | undefined)[] = [];
  engine.onLock(({ lock }) => void told.push(lock?.code));
  await engine.start();
  for (const code of ['DISPENSER_LINK_LOST', 'DISPENSER_RESET', 'DISPENSER_LINK_LOST'] as const) {
    driver.listener!.alarm(code, 'again');
    await settle();
  }
  t.same(told, ['DISPENSER_LINK_LOST', 'DISPENSER_RESET']);
  engine.reconcile({ operator: 'local-operator', countedMinor: 0, statement: 'inspected' });
  await settle();
  driver.listener!.alarm('DISPENSER_LINK_LOST', 'again');
  await settle();
  t.same(told, ['DISPENSER_LINK_LOST', 'DISPENSER_RESET', undefined, 'DISPENSER_LINK_LOST']);
  await engine.stop();
});

t.test(
  'after a restart the device may repeat an answer that is recorded; any other one is a sign of tampering',
  async (t) => {
    const driver = new FakeDriver();
    const first = engineWith(driver);
    await first.engine.start();
    await first.engine.dispense(request('A'));
    await first.engine.stop();
    const repeat = report({ outcome: 'suspect', exited: [5, 0], discrepancy: 'nobody asked' });
    for (const [said, lock] of [
      [repeat, undefined],
      [{ ...repeat, exited: [4, 0] }, 'DISPENSER_UNEXPECTED'],
    ] as const) {
      const reborn = new FakeDriver();
      const { engine } = engineWith(reborn, { db: first.db });
      await engine.start();
      reborn.listener!.unsolicited(said);
      t.equal(engine.status().lock?.code, lock);
      await engine.stop();
    }
    first.db.exec('DELETE FROM dispenser_locks');
    const { engine } = engineWith(driver, { db: first.db });
    await engine.start();
    await engine.dispense(request('B'));
    driver.listener!.unsolicited(repeat);
    t.match(engine.status().lock, { code: 'DISPENSER_UNEXPECTED' }, 'once this life has paid, nothing is a repeat');
    await engine.stop();
  },
);
