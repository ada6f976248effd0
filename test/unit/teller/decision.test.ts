import { createHash, generateKeyPairSync } from 'node:crypto';
import t from 'tap';
import { type Decision, decisionSha256, signDecision, verifyDecision } from '../../../src/teller/decision.ts';

const board = generateKeyPairSync('ed25519');
const record: Decision = {
  schema: 'decision@1',
  decisionId: 'decision_1',
  sessionId: 'session_1',
  terminal: 'ATM-1',
  software: '0',
  stage: 'claim',
  accepted: false,
  reasons: ['ID_LOST'],
  nonFaceRoute: 'card',
  amountMinor: 30_000,
  currency: 'CNY',
  tier: 'A',
  nonce: 'F'.repeat(32),
  bundleSha256: null,
  claims: null,
  attempts: null,
  capture: null,
  match: null,
  models: null,
  cameras: [],
  source: null,
  illuminator: null,
  decidedUtc: '2026-01-01T00:00:00.000Z',
  decidedMonotonicMs: 1,
  lifetimeS: 0,
};

t.test('a decision verifies with the board key, and its digest is that of the bytes', async (t) => {
  const signed = await signDecision(record, board.privateKey, 'kid');
  t.strictSame(await verifyDecision(signed.jws, board.publicKey), record);
  t.equal(signed.sha256, createHash('sha256').update(signed.jws).digest('hex'));
  t.equal(signed.sha256, decisionSha256(signed.jws));
  await t.rejects(verifyDecision(signed.jws, generateKeyPairSync('ed25519').publicKey));
  const [header, , signature] = signed.jws.split('.');
  const better = Buffer.from(JSON.stringify({ ...record, accepted: true })).toString('base64url');
  await t.rejects(verifyDecision(`${header}.${better}.${signature}`, board.publicKey));
});

t.test('a record that is not decision@1 is not signed', async (t) => {
  await t.rejects(signDecision({ ...record, amountMinor: 1.5 }, board.privateKey, 'kid'));
  await t.rejects(signDecision({ ...record, reasons: ['not a code'] }, board.privateKey, 'kid'));
  await t.rejects(signDecision({ ...record, decidedMonotonicMs: Number.NaN }, board.privateKey, 'kid'));
});
