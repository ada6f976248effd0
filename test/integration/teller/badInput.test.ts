import t from 'tap';
import type { Misbehaviour } from '../../../src/simulator/bank/misbehaviour.ts';
import { CLAIM, NOTE, PIN, startBench, tempFolder } from './bench.ts';

/** What the board must answer to each thing that a bank, or a thief of its traffic, can do wrong. */
const expected: Readonly<Partial<Record<Misbehaviour, string>>> = {
  wrongAudience: 'BUNDLE_AUDIENCE',
  wrongNonce: 'BUNDLE_NONCE',
  wrongSignature: 'BUNDLE_SIGNATURE',
  algNone: 'BUNDLE_ALGORITHM',
  expiredBundle: 'BUNDLE_EXPIRED',
  futureBundle: 'BUNDLE_FROM_FUTURE',
  longLivedBundle: 'BUNDLE_EXPIRED',
  oversizedBundle: 'ATM_PAYLOAD_INVALID',
  staleIdStatus: 'ID_STATUS_STALE',
  missingIdStatus: 'ID_STATUS_UNKNOWN',
  noConsent: 'CONSENT_MISSING',
  otherPurpose: 'CONSENT_MISSING',
  templateOtherAccount: 'TEMPLATE_OTHER_BINDING',
  templateOtherTerminal: 'TEMPLATE_OTHER_BINDING',
  templateOtherNonce: 'TEMPLATE_OTHER_BINDING',
  templateOtherModel: 'TEMPLATE_OTHER_MODEL',
  templateExpired: 'TEMPLATE_EXPIRED',
  templateDamaged: 'TEMPLATE_UNREADABLE',
};

const badTokens: Readonly<Partial<Record<Misbehaviour, string>>> = {
  tokenOtherDecision: 'TOKEN_DECISION_OTHER',
  tokenOtherNonce: 'TOKEN_NONCE',
  tokenSmallerAmount: 'TOKEN_AMOUNT_EXCEEDED',
  tokenWrongKey: 'TOKEN_HMAC',
  tokenWithoutDecision: 'TOKEN_DECISION_MISSING',
};

t.test('a bank that misbehaves: refused with the right code, no camera opened, nothing paid', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  for (const [how, code] of Object.entries(expected)) {
    bench.bank.misbehave(how as Misbehaviour);
    const transcript = await bench.withdraw();
    t.strictSame(transcript.reasons, [code], how);
  }
  t.equal(bench.vision.captures, 0);
  for (const [how, code] of Object.entries(badTokens)) {
    bench.bank.misbehave(how as Misbehaviour);
    const transcript = await bench.withdraw();
    t.strictSame(transcript.reasons, [code], how);
  }
  t.equal(bench.dispenser.notes, 0);
  bench.bank.misbehave('none');
  t.equal((await bench.withdraw()).endedAt, 'done', 'and the next customer is served');
});

t.test('the lost-ID loan case: the impostor with the right face score gets nothing', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  const nowS = Math.floor(Date.now() / 1000);
  bench.bank.setIdStatus(CLAIM, 'lost');
  bench.bank.setPhone(CLAIM, { nameMatched: false, boundAt: nowS - 23 * 86_400, boundInOpeningSession: true });
  const transcript = await bench.withdraw({ amountMinor: 20 * NOTE });
  t.strictSame(transcript.reasons, ['ID_LOST', 'PHONE_NOT_INDEPENDENT']);
  t.equal(bench.vision.captures, 0, 'refused before a camera opened');
  t.equal(bench.dispenser.notes, 0);
});

t.test('an ATM application that misbehaves: nothing paid', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  const other = await bench.withdraw({ amountMinor: 2 * NOTE }, { tamper: { amountMinor: 3 * NOTE } });
  t.strictSame(other.reasons, ['AMOUNT_MISMATCH']);
  let stolen = '';
  const keep = (token: string) => {
    stolen = token;
    return token;
  };
  t.equal((await bench.withdraw({ amountMinor: NOTE }, { tamper: { token: keep } })).endedAt, 'done');
  const replayed = await bench.withdraw({ amountMinor: NOTE }, { tamper: { token: () => stolen } });
  t.strictSame(replayed.reasons, ['TOKEN_NONCE']);
  t.equal(bench.dispenser.notes, 1);
});

t.test('the same token twice in a session pays once', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  const payload = await bench.prepareDispense();
  t.match(await bench.client.request('CashDispenser.Dispense', payload), {
    ok: true,
    payload: { dispensedMinor: NOTE },
  });
  const again = await bench.client.request('CashDispenser.Dispense', payload);
  t.match(again, { ok: true, payload: { dispensedMinor: NOTE } }, 'the recorded result again');
  t.equal(bench.dispenser.notes, 1);
});

t.test('the bank gives one token for a decision', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  const { decision } = await bench.withdraw();
  t.match(await bench.bank.requestToken({ decision: decision!.decision, pin: PIN }), { ok: false });
});
