import t from 'tap';
import { verifyDispenseToken } from '../../../src/dispenser/token.ts';
import { Generator, kindNames } from './draw/generator.ts';
import { describeFound, fuzz } from './fuzz.ts';
import { drawNonces, issueFromStore } from './nonces.ts';
import { type Bug, bugs } from './planted/bugs.ts';
import { wrongVerifier } from './planted/wrongVerifier.ts';
import { readDispenseToken } from './reading/reading.ts';

// The long run is `npm run fuzz:token`.
const seed = 20_260_801;
const generator = new Generator(seed);

t.test('R16: 100,000 mutated tokens, the verifier accepts what the second reading accepts, and nothing else', (t) => {
  const { found, tally } = fuzz({ generator, count: 100_000, verify: verifyDispenseToken, most: 5 });
  t.same(
    found.map((difference) => describeFound(difference, seed)),
    [],
  );
  t.equal(tally.mutated, 100_000);
  t.equal(tally.total('kept', 'accepted') + tally.total('wrong', 'accepted'), 0, 'nothing without the key');
  t.equal(tally.total('kept', 'issued') + tally.total('wrong', 'issued'), 0, 'each of these is a mutated one');
  t.equal(tally.total('whole', 'accepted'), tally.total('whole', 'drawn'), 'good tokens are good');
  t.ok(tally.total('right', 'accepted') > 5000, 're-signed tokens get through where the rules let them');
  for (const [kind] of kindNames) t.ok(tally.kinds[kind]!.drawn > 100, `${kind}: ${tally.kinds[kind]!.drawn} drawn`);
  const codes = ['FORMAT', 'LENGTH', 'HMAC', 'VALUE', 'CURRENCY', 'DECISION_MISSING'].map((name) => `TOKEN_${name}`);
  for (const code of codes) t.ok(tally.codes[code]! > 100, `${code}: ${tally.codes[code]} times`);
  t.same(Object.keys(tally.codes).sort(), codes.sort(), 'and no other code');
  t.end();
});

t.test('the second reading knows the vectors of standards.md 3.2', (t) => {
  const nonce = '254611E63B2531576314E86527338D61';
  const euro = `NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=0164,DISPENSE1=50.00EUR,HMACSHA256=CB735612FD6141213C2827FB5A6A4F4846D7A7347B15434916FEA6AC16F3D2F2`;
  const yuan = `NONCE=${nonce},TOKENFORMAT=1,TOKENLENGTH=0166,DISPENSE1=2000.00CNY,HMACSHA256=1CC478219B303EC39CDBD5CB6651F9B1F320383BC73EC19E4411E76C6D311294`;
  const ascii = Buffer.from('112233445566778899AABBCCDDEEFF112233445566778899AABBCCDDEEFF', 'ascii');
  const key = Uint8Array.from({ length: 32 }, (_, i) => i);
  // All is right but that a stock token has no decision (R18).
  const undecided = { accepted: false, reasons: new Set(['TOKEN_DECISION_MISSING']) };
  t.same(readDispenseToken(euro, ascii, 'EUR'), undecided);
  t.same(readDispenseToken(yuan, key, 'CNY'), undecided);
  t.same(readDispenseToken(yuan, ascii, 'CNY'), { accepted: false, reasons: new Set(['TOKEN_HMAC']) });
  t.end();
});

t.test('a seed and an index give the same token again', (t) => {
  const twice = [new Generator(7), new Generator(7)].map((generator) => generator.sample(4321));
  t.same(twice[0], twice[1]);
  t.not(new Generator(8).sample(4321).text, twice[0]!.text);
  t.end();
});

t.test('planted mistakes are found, and the verifier they are planted in has none', (t) => {
  const sound = fuzz({ generator, count: 20_000, verify: wrongVerifier(null), most: 1 });
  t.same(
    sound.found.map((difference) => describeFound(difference, seed)),
    [],
  );
  for (const [bug, what] of Object.entries(bugs) as [Bug, string][]) {
    const { done, found } = fuzz({ generator, count: 20_000, verify: wrongVerifier(bug), most: 1 });
    t.equal(found.length, 1, `${bug} (${what}): token ${done}, ${found[0]?.sample.kind}`);
  }
  t.end();
});

t.test('R17: 100,000 nonces without repeat; a weak source is seen', (t) => {
  const good = drawNonces(issueFromStore(), 100_000);
  t.equal(good.distinct, 100_000);
  t.equal(good.malformed, 0);
  t.ok(good.worstBit < 6, `the worst bit is ${good.worstBit.toFixed(1)} standard deviations off`);

  const real = issueFromStore();
  const half = drawNonces(() => real().slice(0, 16).padStart(32, '0'), 10_000);
  t.ok(half.worstBit > 6, '64 of the 128 bits are always 0');
  let count = 0;
  const counter = drawNonces(() => String(count++).padStart(32, '0'), 10_000);
  t.ok(counter.worstBit > 6, 'a counter does not repeat, but can be guessed');
  t.equal(drawNonces(() => real().slice(0, 2).repeat(16), 10_000).distinct, 256, 'eight bits repeat');
  t.equal(drawNonces(() => real().toLowerCase(), 100).malformed, 100);
  t.end();
});
