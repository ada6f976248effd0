import { decisionName, freshPairs, join, type Pair } from './bank.ts';
import { changeCase, editBlindly, oddLength } from './edits.ts';
import { dispenseEdits, fieldEdits, insert, withValue } from './fields.ts';
import type { Draw, Kinds } from './generator.ts';
import { hmacHex, lengthMark, seal, tail, withLength } from './sign.ts';
import { controlEdits, unicodeEdits } from './unicode.ts';
import { oddAmount, oddDecision, oddNonce, strangeCurrency, vendorField } from './values.ts';

/**
 * Changed and then signed with the right key: the HMAC says nothing any more, every other rule has to hold alone. Such
 * a token comes from a bank whose software is wrong. Some are still good tokens, and then have to be accepted.
 */
export const resignedKinds: Kinds = {
  'bytes, re-signed': { weight: 8, draw: (draw) => seal(editBlindly(draw.body(), draw.dice), draw.bank.key) },
  'bytes and tail, re-signed': {
    weight: 4,
    draw: (draw) => {
      const signed = editBlindly(withLength(draw.body()) + tail, draw.dice);
      return signed + hmacHex(signed, draw.bank.key);
    },
  },
  'fields, re-signed': { weight: 7, draw: (draw) => sealPairs(draw, fieldEdits) },
  'DISPENSE keys, re-signed': { weight: 7, draw: (draw) => sealPairs(draw, dispenseEdits) },
  'amount, re-signed': {
    weight: 9,
    draw: (draw) => sealValue(draw, 'DISPENSE1', oddAmount(draw.dice, draw.currency)),
  },
  'other currency, re-signed': {
    weight: 4,
    draw: (draw) => {
      const { dice } = draw;
      const currency = dice.chance(0.7) ? strangeCurrency(dice) : dice.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 3);
      // Mostly the terminal is set up for it too: then only the minor unit speaks against the token.
      if (dice.chance(0.7)) draw.currency = currency;
      return sealValue(draw, 'DISPENSE1', `${1 + dice.below(999)}${dice.pick(['', '.00', '.50'])}${currency}`);
    },
  },
  'decision, re-signed': { weight: 4, draw: (draw) => sealValue(draw, decisionName, oddDecision(draw.dice)) },
  'nonce, re-signed': {
    weight: 3,
    draw: (draw) => {
      const { dice } = draw;
      const odd = () =>
        dice.pick([oddNonce(dice), dice.hex(65), dice.hex(128), dice.hex(300), dice.hex(32).toLowerCase(), '', 'G']);
      return sealValue(draw, 'NONCE', odd());
    },
  },
  'length field, re-signed': {
    weight: 5,
    draw: (draw) => {
      const { pairs, text } = draw.issued();
      return seal(join(withValue(pairs, 'TOKENLENGTH', oddLength(text.length, draw.dice))), draw.bank.key);
    },
  },
  'case, re-signed': { weight: 3, draw: (draw) => seal(changeCase(draw.body(), draw.dice), draw.bank.key) },
  'other characters, re-signed': { weight: 4, draw: (draw) => sealCharacters(draw, unicodeEdits) },
  'control characters, re-signed': { weight: 4, draw: (draw) => sealCharacters(draw, controlEdits) },
  'size, re-signed': { weight: 4, draw: sealSized },
};

function sealPairs(draw: Draw, edits: typeof fieldEdits): string {
  let pairs = draw.dice.pick(edits)(draw.pairs(), draw.dice, draw.currency);
  if (draw.dice.chance(0.2)) pairs = draw.dice.pick(fieldEdits)(pairs, draw.dice, draw.currency);
  return seal(join(pairs), draw.bank.key);
}

function sealValue(draw: Draw, name: string, value: string): string {
  return seal(join(withValue(draw.pairs(), name, value)), draw.bank.key);
}

/** The length is right for characters or for UTF-8 bytes, the HMAC over UTF-8 or over the low bytes. */
function sealCharacters(draw: Draw, edits: typeof unicodeEdits): string {
  const { dice } = draw;
  let body = dice.pick(edits)(draw.body(), dice);
  if (dice.chance(0.5)) body = body.replace(lengthMark, String(Buffer.byteLength(body) + 76).padStart(4, '0'));
  return seal(body, draw.bank.key, dice.pick(['utf8', 'latin1']));
}

/** Good in everything, and around 1,024 bytes long (or far over): one long value, or as many small fields as fit. */
function sealSized(draw: Draw): string {
  const { dice } = draw;
  const wanted = dice.chance(0.9) ? 1016 + dice.below(17) : dice.pick([1100, 2047, 2048, 4096, 9999, 10_000, 65_536]);
  const room = (pairs: readonly Pair[]) => wanted - withLength(join(pairs)).length - tail.length - 64;
  let pairs = freshPairs(dice, draw.currency);
  while (dice.chance(0.7) && room(pairs) > 60) pairs = insert(pairs, dice, vendorField(dice));
  const name = `FILLER${dice.below(1000)}`;
  const rest = room(pairs) - name.length - 2;
  if (rest > 0) pairs = insert(pairs, dice, [name, dice.pick(['A', '0', '!', '~']).repeat(rest)]);
  return seal(join(pairs), draw.bank.key);
}
