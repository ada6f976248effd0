import t, { type Test } from 'tap';
import type { Outcome } from '../../../src/atm/server.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import { until } from './bench.ts';
import { Desk } from './desk.ts';

function desk(t: Test): Desk {
  const made = new Desk();
  t.teardown(() => made.db.close());
  return made;
}

t.test('R18: a token in time pays, 30 seconds after the decision it does not', async (t) => {
  const inTime = desk(t);
  const payload = await inTime.accepted();
  inTime.clock.offsetMs += 29_000;
  t.match(await inTime.ask('CashDispenser.Dispense', payload), { completionCode: 'success' });
  t.equal(inTime.payouts.length, 1);
  const late = desk(t);
  const latePayload = await late.accepted();
  late.clock.offsetMs += 30_001;
  t.equal(await late.ask('CashDispenser.Dispense', latePayload), 'DECISION_EXPIRED');
  t.equal(await late.ask('CashDispenser.Dispense', latePayload), 'SESSION_STATE', 'and the session is over');
  t.equal(late.payouts.length, 0);
});

t.test('R17: a nonce lives 120 seconds, by the monotonic clock', async (t) => {
  const late = desk(t);
  const payload = await late.accepted();
  late.clock.offsetMs += 120_000;
  late.clock.wallOffsetMs -= 120_000;
  t.equal(
    await late.ask('CashDispenser.Dispense', payload),
    'TOKEN_NONCE_EXPIRED',
    'setting the clock back does not help',
  );
  t.equal(late.payouts.length, 0);
});

t.test('R3: the ID status ages by the monotonic clock until the decision', async (t) => {
  const slow = desk(t);
  const { sessionId } = await slow.ready();
  await slow.ask('Biometric.Read', { sessionId });
  slow.clock.offsetMs += 61_000;
  slow.clock.wallOffsetMs -= 61_000;
  const matched = (await slow.ask('Biometric.Match', { sessionId })) as Outcome;
  t.match(matched, { completionCode: 'commandErrorCode', payload: { decision: { reasons: ['ID_STATUS_STALE'] } } });
});

t.test('R21: the embedding is overwritten as soon as the decision is made', async (t) => {
  const good = desk(t);
  await good.accepted();
  t.ok(good.embeddings[0]!.every((value) => value === 0));
  const closed = desk(t);
  const { sessionId } = await closed.ready();
  await closed.ask('Biometric.Read', { sessionId });
  t.notOk(closed.embeddings[0]!.every((value) => value === 0));
  await closed.ask('Tellersight.CloseSession', { sessionId });
  t.ok(
    closed.embeddings[0]!.every((value) => value === 0),
    'or the session closed',
  );
});

t.test('R14: cameras lost or replaced during a session end it', async (t) => {
  const refused = { completionCode: 'commandErrorCode', payload: { decision: { reasons: ['CAPTURE_CAMERA_LOST'] } } };
  const before = desk(t);
  const first = await before.ready();
  before.rigChanges++;
  t.match(
    await before.ask('Biometric.Read', { sessionId: first.sessionId }),
    refused,
    'before the capture: nothing is measured',
  );
  t.equal(before.embeddings.length, 0);
  t.equal(await before.ask('Biometric.Read', { sessionId: first.sessionId }), 'SESSION_STATE');
  const after = desk(t);
  const { sessionId } = await after.ready();
  await after.ask('Biometric.Read', { sessionId });
  after.rigChanges++;
  t.match(await after.ask('Biometric.Match', { sessionId }), refused, 'after it: nothing is matched');
  t.ok(after.embeddings[0]!.every((value) => value === 0));
  t.equal(await after.ask('Biometric.Match', { sessionId }), 'SESSION_STATE');
});

t.test(
  'R21: a capture that nobody has matched within ten seconds is forgotten, whatever keeps the session busy',
  async (t) => {
    const one = desk(t);
    one.controller.start();
    t.teardown(() => one.controller.stop());
    const { sessionId } = await one.ready();
    await one.ask('Biometric.Read', { sessionId });
    one.clock.offsetMs += 9_000;
    await one.ask('Common.Cancel', { sessionId });
    one.clock.offsetMs += 2_000;
    t.match(await one.ask('Biometric.Match', { sessionId }), {
      completionCode: 'commandErrorCode',
      payload: { decision: { reasons: ['CAPTURE_FAILED'], accepted: false } },
    });
    t.ok(one.embeddings[0]!.every((value) => value === 0));
    const left = desk(t);
    left.controller.start();
    t.teardown(() => left.controller.stop());
    const other = await left.ready();
    await left.ask('Biometric.Read', { sessionId: other.sessionId });
    left.clock.offsetMs += 11_000;
    await until(() => left.embeddings[0]!.every((value) => value === 0));
    t.equal(
      await left.ask('Biometric.Match', { sessionId: other.sessionId }),
      'SESSION_UNKNOWN',
      'and the session with it',
    );
  },
);

t.test('a decision that cannot be recorded is none', async (t) => {
  const full = desk(t);
  const { sessionId } = await full.ready();
  await full.ask('Biometric.Read', { sessionId });
  full.evidenceFails = true;
  t.equal(await full.ask('Biometric.Match', { sessionId }), 'EVIDENCE_UNWRITABLE');
  t.equal(await full.ask('Biometric.Read', { sessionId }), 'SESSION_STATE', 'the session is refused');
});

t.test('no room for reports: no session, no payout', async (t) => {
  const full = desk(t);
  const payload = await full.accepted();
  full.hasRoom = false;
  t.equal(await full.ask('CashDispenser.Dispense', payload), 'BOARD_NOT_READY');
  t.equal(full.payouts.length, 0);
  t.equal(await full.ask('Tellersight.OpenSession', {}), 'BOARD_NOT_READY');
});

t.test('a journal that is gone: nothing is decided and nothing paid', async (t) => {
  const gone = new Desk();
  const { sessionId } = await gone.ready();
  await gone.ask('Biometric.Read', { sessionId });
  gone.db.close();
  t.equal(await gone.ask('Biometric.Match', { sessionId }), 'JOURNAL_UNWRITABLE');
  t.equal(gone.payouts.length, 0);
});

t.test('commands in the wrong order or for another session', async (t) => {
  const one = desk(t);
  const { sessionId } = await one.ready();
  t.equal(await one.ask('Tellersight.OpenSession', {}), 'SESSION_BUSY');
  t.equal(await one.ask('Biometric.Match', { sessionId }), 'SESSION_STATE');
  t.equal(await one.ask('Common.GetCommandNonce', { sessionId }), 'SESSION_STATE', 'the bundle is bound to the nonce');
  t.equal(await one.ask('Biometric.Read', { sessionId: `session_${'0'.repeat(20)}` }), 'SESSION_UNKNOWN');
  const token = { token: 'x', amountMinor: 1, currency: 'CNY', confirmed: true };
  t.equal(await one.ask('CashDispenser.Dispense', { sessionId, ...token }), 'SESSION_STATE', 'no decision, no cash');
  t.equal(one.payouts.length, 0);
});

t.test('cancelling a capture: another one may follow, but not without end (R5)', async (t) => {
  const one = desk(t);
  const { sessionId } = await one.ready();
  one.capture = ({ signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new TellersightError('CANCELLED', 'cancelled'))),
    );
  for (let i = 0; i < 6; i++) {
    const reading = one.ask('Biometric.Read', { sessionId });
    t.match(await one.ask('Common.Cancel', { sessionId }), { payload: { cancelled: true } });
    t.equal(await reading, 'CANCELLED');
  }
  t.equal(await one.ask('Biometric.Read', { sessionId }), 'SESSION_STATE', 'six poor captures are the bound');
});

t.test('closing during a capture ends both', async (t) => {
  const one = desk(t);
  const { sessionId } = await one.ready();
  one.capture = ({ signal }) =>
    new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new TellersightError('CANCELLED', 'cancelled'))),
    );
  const reading = one.ask('Biometric.Read', { sessionId });
  t.match(await one.ask('Tellersight.CloseSession', { sessionId }), { completionCode: 'success' });
  t.equal(await reading, 'CANCELLED');
  t.equal(await one.ask('Biometric.Read', { sessionId }), 'SESSION_UNKNOWN');
  t.match(await one.ask('Tellersight.OpenSession', {}), { completionCode: 'success' });
});

t.test('R21: a capture that ends while its session is being closed leaves nothing', async (t) => {
  const one = desk(t);
  const { sessionId } = await one.ready();
  let finish = () => {};
  const embedding = Float32Array.of(1, 0, 0);
  const result = {
    outcome: 'complete' as const,
    frames: [],
    embedding,
    embeddedPairs: [0],
    embedderSha256: '',
    durationMs: 1,
  };
  one.capture = () => new Promise((resolve) => (finish = () => resolve(result)));
  const reading = one.ask('Biometric.Read', { sessionId });
  const closing = one.ask('Tellersight.CloseSession', { sessionId });
  finish();
  t.match(await closing, { completionCode: 'success' });
  t.equal(await reading, 'CANCELLED');
  t.strictSame(embedding, new Float32Array(3));
});

t.test('a light that breaks its code counts as a failed attempt', async (t) => {
  const one = desk(t);
  one.capture = async () => {
    throw new TellersightError('CAPTURE_LIGHT', 'the light did not follow its code');
  };
  for (let i = 0; i < 5; i++) {
    const { sessionId } = await one.ready();
    t.match(await one.ask('Biometric.Read', { sessionId }), { payload: { decision: { reasons: ['CAPTURE_LIGHT'] } } });
  }
  const { sessionId } = await one.ready();
  t.equal(await one.ask('Biometric.Read', { sessionId }), 'SESSION_STATE', 'refused at the bundle: ATTEMPTS_DELAYED');
});

t.test('an application that crashed after the decision can begin again when the decision is over', async (t) => {
  const one = desk(t);
  await one.accepted();
  t.equal(await one.ask('Tellersight.OpenSession', {}), 'SESSION_BUSY');
  one.clock.offsetMs += 30_001;
  t.match(await one.ask('Tellersight.OpenSession', {}), { completionCode: 'success' });
});

t.test('an idle session is closed', async (t) => {
  const one = desk(t);
  one.controller.start();
  t.teardown(() => one.controller.stop());
  const { sessionId } = await one.ready();
  one.clock.offsetMs += 120_001;
  let answer: unknown;
  do {
    await new Promise((resolve) => setTimeout(resolve, 50));
    answer = await one.ask('Common.Status', {});
  } while ((answer as Outcome).payload.session !== null);
  t.equal(await one.ask('Biometric.Read', { sessionId }), 'SESSION_UNKNOWN');
});
