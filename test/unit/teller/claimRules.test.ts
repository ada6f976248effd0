import t from 'tap';
import { amountTier, tierFor } from '../../../src/teller/policy/amountTier.ts';
import { attempts } from '../../../src/teller/policy/attempts.ts';
import { consent } from '../../../src/teller/policy/consent.ts';
import { idStatus } from '../../../src/teller/policy/idStatus.ts';
import { isIndependent, phoneFactor } from '../../../src/teller/policy/phoneFactor.ts';
import { claimInput, claims, config, goodPhone, NOW_S } from './fixtures.ts';

const DAY_S = 86_400;

t.test('R23 consent: an id for this purpose, or none at all', (t) => {
  t.strictSame(consent(claims()), []);
  t.strictSame(consent(claims({ consent: null })), ['CONSENT_MISSING']);
  t.strictSame(consent(claims({ consent: { id: 'c', version: '1', purpose: 'marketing' } })), ['CONSENT_MISSING']);
  t.end();
});

t.test('R3 ID status: valid and young', (t) => {
  const status = (value: 'valid' | 'lost' | 'superseded' | 'unknown') =>
    claims({ idStatus: { status: value, checkedAt: NOW_S } });
  t.strictSame(idStatus(status('valid'), 0, 60), []);
  t.strictSame(idStatus(status('valid'), 60, 60), []);
  t.strictSame(idStatus(status('valid'), 60.001, 60), ['ID_STATUS_STALE']);
  t.strictSame(idStatus(status('valid'), -5, 60), [], 'clocks may differ a little');
  t.strictSame(idStatus(status('valid'), -5.001, 60), ['ID_STATUS_STALE'], 'but a status is not from the future');
  t.strictSame(idStatus(status('valid'), Number.NaN, 60), ['ID_STATUS_STALE']);
  t.strictSame(idStatus(status('lost'), 0, 60), ['ID_LOST']);
  t.strictSame(idStatus(status('lost'), 61, 60), ['ID_LOST', 'ID_STATUS_STALE']);
  t.strictSame(idStatus(status('superseded'), 0, 60), ['ID_SUPERSEDED']);
  t.strictSame(idStatus(status('unknown'), 0, 60), ['ID_STATUS_UNKNOWN']);
  t.strictSame(idStatus(claims({ idStatus: null }), 0, 60), ['ID_STATUS_UNKNOWN']);
  t.end();
});

t.test('R2 phone: independent only by name, age and opening session', (t) => {
  const at = (days: number) => NOW_S - days * DAY_S;
  t.ok(isIndependent(goodPhone(), NOW_S, 30));
  t.ok(isIndependent({ ...goodPhone(), boundAt: at(30) }, NOW_S, 30), 'thirty days are enough');
  t.notOk(isIndependent({ ...goodPhone(), boundAt: at(30) + 1 }, NOW_S, 30), 'a second less is not');
  t.notOk(isIndependent({ ...goodPhone(), nameMatched: false }, NOW_S, 30));
  t.notOk(isIndependent({ ...goodPhone(), boundInOpeningSession: true }, NOW_S, 30));
  t.notOk(isIndependent({ ...goodPhone(), boundAt: NOW_S + 10 }, NOW_S, 0), 'bound in the future');
  t.end();
});

t.test('R4 phone: needed in tier B, looked at whenever the ID is in doubt', (t) => {
  const need = { tier: 'B' as const, idInDoubt: false, nowS: NOW_S, minAgeDays: 30 };
  const bad = { ...goodPhone(), nameMatched: false };
  t.strictSame(phoneFactor(claims(), need), []);
  t.strictSame(phoneFactor(claims({ phone: null }), need), ['PHONE_FACTOR_MISSING']);
  t.strictSame(phoneFactor(claims({ phone: { ...goodPhone(), verified: false } }), need), ['PHONE_FACTOR_MISSING']);
  t.strictSame(phoneFactor(claims({ phone: bad }), need), ['PHONE_NOT_INDEPENDENT']);
  t.strictSame(phoneFactor(claims({ phone: bad }), { ...need, tier: 'A' }), []);
  t.strictSame(phoneFactor(claims({ phone: bad }), { ...need, tier: 'A', idInDoubt: true }), ['PHONE_NOT_INDEPENDENT']);
  t.strictSame(phoneFactor(claims({ phone: null }), { ...need, tier: 'A' }), []);
  t.end();
});

t.test('R4 tiers: the limits to the cent', (t) => {
  const { policy } = config();
  t.equal(tierFor(50_000, policy, true), 'A', '500.00');
  t.equal(tierFor(50_001, policy, true), 'B', '500.01');
  t.equal(tierFor(300_000, policy, true), 'B', '3,000.00');
  t.equal(tierFor(300_001, policy, true), null, '3,000.01');
  t.equal(tierFor(50_000, policy, false), 'A');
  t.equal(tierFor(50_001, policy, false), null, 'R13: a light that cannot be coded loses the upper tier');
  for (const odd of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53]) {
    t.equal(tierFor(odd, policy, true), null, `${odd} is no amount`);
  }
  t.end();
});

t.test('amounts: account limit and currency', (t) => {
  const { request } = claimInput();
  const terminal = { tier: 'A' as const, currency: 'CNY' };
  const limited = (maxMinor: number, currency = 'CNY') => claims({ limits: { maxMinor, currency } });
  t.strictSame(amountTier(limited(30_000), request, terminal), []);
  t.strictSame(amountTier(limited(29_999), request, terminal), ['AMOUNT_ABOVE_LIMIT']);
  t.strictSame(amountTier(limited(30_000, 'EUR'), request, terminal), ['CURRENCY_MISMATCH']);
  t.strictSame(amountTier(claims(), { ...request, currency: 'EUR' }, terminal), ['CURRENCY_MISMATCH']);
  t.strictSame(amountTier(claims(), request, { ...terminal, tier: null }), ['AMOUNT_ABOVE_FACE_ROUTE']);
  t.end();
});

t.test('R5 attempts: session, delay, off; poor captures apart', (t) => {
  const { policy } = config();
  const none = claimInput().attempts;
  t.strictSame(attempts(none, policy), []);
  t.strictSame(attempts({ ...none, sessionFailures: 2 }, policy), []);
  t.strictSame(attempts({ ...none, sessionFailures: 3 }, policy), ['ATTEMPTS_SESSION']);
  t.strictSame(attempts({ ...none, delayMs: 1 }, policy), ['ATTEMPTS_DELAYED']);
  t.strictSame(attempts({ ...none, totalFailures: 49 }, policy), []);
  t.strictSame(attempts({ ...none, totalFailures: 50 }, policy), ['ATTEMPTS_FACE_ROUTE_OFF']);
  t.strictSame(attempts({ ...none, faceRouteOff: true }, policy), ['ATTEMPTS_FACE_ROUTE_OFF']);
  t.strictSame(attempts({ ...none, sessionPoor: 6 }, policy), ['POOR_CAPTURES_SESSION']);
  t.end();
});
