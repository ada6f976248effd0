import { createHmac } from 'node:crypto';
import t from 'tap';
import { decisionKey, verifyDispenseToken, verifyToken } from '../../../src/dispenser/token.ts';
import { formatToken } from '../../../src/dispenser/tokenFormat.ts';

const nonce = '254611E63B2531576314E86527338D61';
const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const decision = 'AB'.repeat(32);
const good = formatToken(
  nonce,
  [
    ['DISPENSE1', '2000.00CNY'],
    [decisionKey, decision],
  ],
  key,
);

t.test('the published vector: its key is the 60 characters as ASCII', (t) => {
  const token = `NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=0164,DISPENSE1=50.00EUR,HMACSHA256=CB735612FD6141213C2827FB5A6A4F4846D7A7347B15434916FEA6AC16F3D2F2`;
  const ascii = Buffer.from('112233445566778899AABBCCDDEEFF112233445566778899AABBCCDDEEFF', 'ascii');
  t.equal(formatToken(nonce, [['DISPENSE1', '50.00EUR']], ascii), token);
  t.equal(verifyToken(token, ascii).fields.get('DISPENSE1'), '50.00EUR');
  t.throws(() => verifyToken(token, Buffer.from(ascii.toString('ascii'), 'hex')), { code: 'TOKEN_HMAC' });
  t.end();
});

t.test('own vectors with a binary key', (t) => {
  const yuan = `NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=0166,DISPENSE1=2000.00CNY,HMACSHA256=1CC478219B303EC39CDBD5CB6651F9B1F320383BC73EC19E4411E76C6D311294`;
  t.equal(formatToken(nonce, [['DISPENSE1', '2000.00CNY']], key), yuan);
  t.equal(verifyToken(yuan, key).nonce, nonce);
  const euro = `NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=0164,DISPENSE1=50.00EUR,HMACSHA256=D981B110CE12FBA27CC5FC39ABFFC736F20641A674FBB2CBC263FDB3A9181366`;
  t.equal(verifyToken(euro, key).fields.get('DISPENSE1'), '50.00EUR');
  t.throws(
    () => verifyDispenseToken(yuan, key, 'CNY'),
    { code: 'TOKEN_DECISION_MISSING' },
    'R18: no decision, no cash',
  );
  t.end();
});

t.test('a good token gives typed fields', (t) => {
  t.same(verifyDispenseToken(good, key, 'CNY'), {
    nonce,
    amountMinor: 200_000,
    currency: 'CNY',
    decisionSha256: decision,
    dispenseId: good.slice(-64),
  });
  t.end();
});

t.test('each rule refuses with its own code, under a right HMAC', (t) => {
  const cases: [string, string, string][] = [
    ['empty', '', 'TOKEN_FORMAT'],
    ['not ASCII', good.replace('CNY', 'CNÝ'), 'TOKEN_FORMAT'],
    ['white space', good.replace(',DISPENSE1', ', DISPENSE1'), 'TOKEN_FORMAT'],
    ['line end behind it', `${good}\n`, 'TOKEN_FORMAT'],
    ['nonce not first', sign(`TOKENFORMAT=1,NONCE=${nonce},TOKENLENGTH=####,DISPENSE1=1.00CNY`), 'TOKEN_FORMAT'],
    ['format 2', sign(`NONCE=${nonce},TOKENFORMAT=2,TOKENLENGTH=####,DISPENSE1=1.00CNY`), 'TOKEN_FORMAT'],
    ['lower-case HMAC', good.slice(0, -64) + good.slice(-64).toLowerCase(), 'TOKEN_FORMAT'],
    ['HMAC digits that are none', `${good.slice(0, -64)}${'G'.repeat(64)}`, 'TOKEN_FORMAT'],
    ['too long', signed([['A', 'x'.repeat(1000)]]), 'TOKEN_FORMAT'],
    [
      'doubled key',
      signed([
        ['DISPENSE1', '1.00CNY'],
        ['DISPENSE1', '9.00CNY'],
      ]),
      'TOKEN_FORMAT',
    ],
    ['wrong length', sign(`NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=0165,DISPENSE1=1.00CNY`), 'TOKEN_LENGTH'],
    ['length of the signed part', sign(`NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=0100,A=1`), 'TOKEN_LENGTH'],
    ['other key', formatToken(nonce, [['DISPENSE1', '1.00CNY']], key.slice(1)), 'TOKEN_HMAC'],
    ['amount missing', signed([['ACMEDISPENSE1', '1.00CNY']]), 'TOKEN_VALUE'],
    ['one fraction digit', signed([['DISPENSE1', '50.5CNY']]), 'TOKEN_VALUE'],
    ['three fraction digits', signed([['DISPENSE1', '50.500CNY']]), 'TOKEN_VALUE'],
    ['sign', signed([['DISPENSE1', '+50.00CNY']]), 'TOKEN_VALUE'],
    ['exponent', signed([['DISPENSE1', '1e3CNY']]), 'TOKEN_VALUE'],
    ['zero', signed([['DISPENSE1', '0.00CNY']]), 'TOKEN_VALUE'],
    ['more than fits', signed([['DISPENSE1', '9999999999999.00CNY']]), 'TOKEN_VALUE'],
    ['minor unit not 1/100', signed([['DISPENSE1', '50.00JPY']]), 'TOKEN_VALUE'],
    [
      'second currency',
      signed([
        ['DISPENSE1', '1.00CNY'],
        ['DISPENSE2', '1.00EUR'],
      ]),
      'TOKEN_VALUE',
    ],
    ['other currency', signed([['DISPENSE1', '50.00EUR']]), 'TOKEN_CURRENCY'],
    ['no decision', signed([['DISPENSE1', '50.00CNY']]), 'TOKEN_DECISION_MISSING'],
    [
      'decision in lower case',
      signed([
        ['DISPENSE1', '5CNY'],
        [decisionKey, 'ab'.repeat(32)],
      ]),
      'TOKEN_DECISION_MISSING',
    ],
    [
      'decision cut',
      signed([
        ['DISPENSE1', '5CNY'],
        [decisionKey, 'AB'.repeat(31)],
      ]),
      'TOKEN_DECISION_MISSING',
    ],
  ];
  for (const [name, token, code] of cases) t.throws(() => verifyDispenseToken(token, key, 'CNY'), { code }, name);
  t.equal(
    verifyDispenseToken(
      signed([
        ['ACMEDISPENSE1', '9.00CNY'],
        ['DISPENSE1', '5CNY'],
        [decisionKey, decision],
      ]),
      key,
      'CNY',
    ).amountMinor,
    500,
  );
  t.end();
});

// Found by test/fuzz/token: 50.00CLF was read as 5,000 minor units, by ISO 4217 it is 500,000; XAU has no minor unit.
t.test('a terminal set up for a code without hundredths gets no amount read, not even in its own currency', (t) => {
  for (const currency of ['JPY', 'KWD', 'CLF', 'UYW', 'XAU', 'XDR', 'XTS', 'XXX']) {
    const token = signed([
      ['DISPENSE1', `50.00${currency}`],
      [decisionKey, decision],
    ]);
    t.throws(() => verifyDispenseToken(token, key, currency), { code: 'TOKEN_VALUE' }, currency);
  }
  t.end();
});

function signed(fields: [string, string][]): string {
  const head = `NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=####`;
  return sign([head, ...fields.map(([name, value]) => `${name}=${value}`)].join(','));
}

/** A right HMAC over whatever is written; #### becomes the length. */
function sign(text: string): string {
  const length = text.length + ',HMACSHA256='.length + 64;
  const body = `${text.replace('####', String(length).padStart(4, '0'))},HMACSHA256=`;
  return body + createHmac('sha256', key).update(body).digest('hex').toUpperCase();
}
