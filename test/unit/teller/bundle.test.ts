import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { CompactEncrypt, CompactSign } from 'jose';
import t from 'tap';
import type { BundleClaims } from '../../../src/teller/bundle.ts';
import { MAX_BUNDLE_BYTES, openBundle } from '../../../src/teller/bundle.ts';
import { openTemplate } from '../../../src/teller/template.ts';
import { claims, DIMENSIONS, EMBEDDER, embeddingOf, NOW_S, seeded } from './fixtures.ts';

const bank = generateKeyPairSync('ed25519');
const board = generateKeyPairSync('x25519');
const expected = { bankKey: bank.publicKey, terminal: 'ATM-1', nonce: 'F'.repeat(32), nowS: NOW_S };

const sign = (payload: unknown, header: Record<string, unknown> = {}, key = bank.privateKey) =>
  new CompactSign(Buffer.from(typeof payload === 'string' ? payload : JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', ...header })
    .sign(key);

/** What the library would not sign. */
function byHand(header: unknown, payload: unknown): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part(header)}.${part(payload)}`;
  return `${input}.${signBytes(null, Buffer.from(input), bank.privateKey).toString('base64url')}`;
}

t.test('a parse error that quotes the claims is not passed on', async (t) => {
  const error = await openBundle(await sign('pseudonym-0001 +8613800138000'), expected).then(
    () => null,
    (thrown: Error) => thrown,
  );
  t.match(error, { code: 'BUNDLE_MALFORMED' });
  t.equal(error?.cause, undefined);
});

t.test('a good bundle opens', async (t) => {
  const jws = await sign(claims());
  const bundle = await openBundle(jws, expected);
  t.strictSame(bundle.claims, claims());
  t.match(bundle.sha256, /^[0-9a-f]{64}$/);
});

t.test('every refusal by its own name', async (t) => {
  const signed = (changes: Partial<BundleClaims>) => sign({ ...claims(), ...changes });
  const good = await sign(claims());
  const [header, payload, signature] = good.split('.') as [string, string, string];
  const alg = (name: string) => Buffer.from(JSON.stringify({ alg: name })).toString('base64url');
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const cases: [string, string, string][] = [
    ['other terminal', await signed({ aud: 'ATM-2' }), 'BUNDLE_AUDIENCE'],
    ['other nonce', await signed({ nonce: '0'.repeat(32) }), 'BUNDLE_NONCE'],
    ['other key', await sign(claims(), {}, generateKeyPairSync('ed25519').privateKey), 'BUNDLE_SIGNATURE'],
    ['changed payload', `${header}.${payload.slice(0, -4)}AAAA.${signature}`, 'BUNDLE_SIGNATURE'],
    ['alg none', `${alg('none')}.${payload}.`, 'BUNDLE_ALGORITHM'],
    ['alg none, signature kept', `${alg('none')}.${payload}.${signature}`, 'BUNDLE_ALGORITHM'],
    ['HMAC with the public key', `${alg('HS256')}.${payload}.${signature}`, 'BUNDLE_ALGORITHM'],
    ['RSA', await sign(claims(), { alg: 'RS256' }, rsa.privateKey), 'BUNDLE_ALGORITHM'],
    ['critical extension', byHand({ alg: 'EdDSA', crit: ['x'], x: 1 }, claims()), 'BUNDLE_MALFORMED'],
    ['expired', await signed({ iat: NOW_S - 120, exp: NOW_S }), 'BUNDLE_EXPIRED'],
    ['lives too long', await signed({ exp: NOW_S + 301 }), 'BUNDLE_EXPIRED'],
    ['ends before it begins', await signed({ iat: NOW_S + 4, exp: NOW_S + 3 }), 'BUNDLE_EXPIRED'],
    ['from the future', await signed({ iat: NOW_S + 6, exp: NOW_S + 60 }), 'BUNDLE_FROM_FUTURE'],
    ['unknown claim', await signed({ admin: true } as never), 'BUNDLE_MALFORMED'],
    ['claim missing', await signed({ limits: undefined } as never), 'BUNDLE_MALFORMED'],
    ['amount not an integer', await signed({ limits: { maxMinor: 1.5, currency: 'CNY' } }), 'BUNDLE_MALFORMED'],
    ['account like a path', await signed({ account: '../../etc/passwd' }), 'BUNDLE_MALFORMED'],
    ['no JSON', await sign('hello'), 'BUNDLE_MALFORMED'],
    ['not a JWS', 'hello', 'BUNDLE_MALFORMED'],
    ['empty', '', 'BUNDLE_MALFORMED'],
    ['cut short', good.slice(0, good.length - 10), 'BUNDLE_SIGNATURE'],
    ['oversized', 'x'.repeat(MAX_BUNDLE_BYTES + 1), 'BUNDLE_TOO_LARGE'],
  ];
  for (const [name, jws, code] of cases) await t.rejects(openBundle(jws, expected), { code }, name);
});

t.test('clocks may differ by five seconds', async (t) => {
  const ahead = await sign({ ...claims(), iat: NOW_S + 5, exp: NOW_S + 60 });
  await t.resolves(openBundle(ahead, expected));
});

t.test('no changed byte is accepted', async (t) => {
  const good = await sign(claims());
  const random = seeded(7);
  let accepted = 0;
  for (let i = 0; i < 300; i++) {
    const at = Math.floor(random() * good.length);
    const bytes = Buffer.from(good);
    bytes[at] = bytes[at]! ^ (1 << Math.floor(random() * 7));
    const changed = bytes.toString('latin1');
    const opened = await openBundle(changed, expected).catch(() => null);
    // Base64url has spare bits in the last character of a part: a change there can be no change at all.
    if (opened && JSON.stringify(opened.claims) !== JSON.stringify(claims())) accepted++;
  }
  t.equal(accepted, 0);
});

t.test('template: bound to account, terminal, nonce, expiry and model (R22)', async (t) => {
  const binding = {
    account: 'pseudonym-0001',
    terminal: 'ATM-1',
    nonce: 'F'.repeat(32),
    exp: NOW_S + 60,
    embedderSha256: EMBEDDER,
  };
  const plaintext = Buffer.from(embeddingOf('alice').buffer);
  const seal = (changes: object = {}, bytes = plaintext, key = board.publicKey, header: object = {}) =>
    new CompactEncrypt(bytes)
      .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM', tellersight: { ...binding, ...changes }, ...header })
      .encrypt(key);
  const want = { ...binding, dimensions: DIMENSIONS, nowS: NOW_S };
  const open = (jwe: string) => openTemplate(jwe, board.privateKey, want);

  const template = await open(await seal());
  t.strictSame(template.embedding, embeddingOf('alice'));
  template.wipe();
  t.ok(
    template.embedding.every((value) => value === 0),
    'overwritten',
  );

  const other = generateKeyPairSync('x25519').publicKey;
  const good = await seal();
  const cases: [string, string, string][] = [
    ['other account', await seal({ account: 'pseudonym-0002' }), 'TEMPLATE_OTHER_BINDING'],
    ['other terminal', await seal({ terminal: 'ATM-2' }), 'TEMPLATE_OTHER_BINDING'],
    ['other nonce', await seal({ nonce: '0'.repeat(32) }), 'TEMPLATE_OTHER_BINDING'],
    ['other model', await seal({ embedderSha256: '0'.repeat(64) }), 'TEMPLATE_OTHER_MODEL'],
    ['expired', await seal({ exp: NOW_S }), 'TEMPLATE_EXPIRED'],
    ['for another board', await seal({}, plaintext, other), 'TEMPLATE_UNREADABLE'],
    ['another length', await seal({}, plaintext.subarray(4)), 'TEMPLATE_UNREADABLE'],
    ['not bound', await seal({}, plaintext, board.publicKey, { tellersight: undefined }), 'TEMPLATE_UNREADABLE'],
    [
      'weak content encryption',
      await seal({}, plaintext, board.publicKey, { enc: 'A128CBC-HS256' }),
      'TEMPLATE_UNREADABLE',
    ],
    [
      'header of one, body of another',
      [(await seal()).split('.')[0], ...good.split('.').slice(1)].join('.'),
      'TEMPLATE_UNREADABLE',
    ],
    ['no JWE', 'hello', 'TEMPLATE_UNREADABLE'],
  ];
  for (const [name, jwe, code] of cases) await t.rejects(open(jwe), { code }, name);
});
