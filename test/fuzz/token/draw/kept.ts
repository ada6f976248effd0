import { join } from './bank.ts';
import { changeCase, editBlindly, macEdits, oddLength, replaceAt } from './edits.ts';
import { dispenseEdits, fieldEdits, withValue } from './fields.ts';
import type { Kinds } from './generator.ts';
import { tail, withLength } from './sign.ts';
import { controlEdits, unicodeEdits } from './unicode.ts';
import { oddAmount } from './values.ts';

/** What an attacker without the key can make of tokens seen on the wire: none of these may ever be accepted. */
export const keptKinds: Kinds = {
  bytes: { weight: 8, draw: (draw) => editBlindly(draw.issued().text, draw.dice) },
  'digits of the HMAC': {
    weight: 5,
    draw: (draw) => {
      const { text } = draw.issued();
      return text.slice(0, -64) + draw.dice.pick(macEdits)(text.slice(-64), draw.dice);
    },
  },
  'length field': {
    weight: 3,
    draw: (draw) => {
      const { text } = draw.issued();
      return text.replace(/(?<=TOKENLENGTH=)[0-9]+/, oddLength(text.length, draw.dice));
    },
  },
  case: { weight: 3, draw: (draw) => changeCase(draw.issued().text, draw.dice) },
  'other characters': { weight: 4, draw: (draw) => draw.dice.pick(unicodeEdits)(draw.issued().text, draw.dice) },
  'control characters': { weight: 4, draw: (draw) => draw.dice.pick(controlEdits)(draw.issued().text, draw.dice) },
  fields: {
    weight: 4,
    draw: (draw) => {
      const { pairs, text } = draw.issued();
      const edits = draw.dice.chance(0.7) ? fieldEdits : dispenseEdits;
      const changed = draw.dice.pick(edits)(pairs, draw.dice, draw.currency);
      return withLength(join(changed)) + tail + text.slice(-64);
    },
  },
  amount: {
    weight: 3,
    draw: (draw) => {
      const { pairs, text } = draw.issued();
      const changed = withValue(pairs, 'DISPENSE1', oddAmount(draw.dice, draw.currency));
      return withLength(join(changed)) + tail + text.slice(-64);
    },
  },
  'two tokens spliced': {
    weight: 5,
    draw: (draw) => {
      const { dice } = draw;
      const [a, b] = [draw.issued().text, draw.issued().text];
      const cut = (text: string) => {
        const commas = [...text].flatMap((letter, at) => (letter === ',' ? [at] : []));
        return dice.chance(0.7) ? dice.pick(commas) : dice.below(text.length);
      };
      return dice.chance(0.3) ? a + dice.pick(['', ',', '\n']) + b : a.slice(0, cut(a)) + b.slice(cut(b));
    },
  },
  'another terminal': {
    // Issued by another bank, to the letter: right for its own terminal, refused here.
    weight: 1,
    draw: (draw) => draw.elsewhere().text,
  },
  'very long': {
    weight: 2,
    draw: (draw) => {
      const { dice } = draw;
      const { text } = draw.issued();
      const most = dice.chance(0.02) ? 200_000 : 3000;
      const filler = dice.pick(['A', '0', ',', '=', 'A=1,', 'DISPENSE1=1.00CNY,', '\ud83d\ude00']);
      const long = filler.repeat(Math.ceil((1 + dice.below(most)) / filler.length));
      const at = dice.pick([0, text.length, text.indexOf(',') + 1, text.length - 64, dice.below(text.length)]);
      return replaceAt(text, at, 0, long);
    },
  },
  'no token': {
    weight: 1,
    draw: ({ dice }) => {
      const piece = () =>
        dice.pick(['NONCE=', 'TOKENFORMAT=1', 'TOKENLENGTH=', '0', 'DISPENSE1=', 'HMACSHA256=', ',', '=', dice.hex(8)]);
      return Array.from({ length: dice.below(12) }, piece).join('');
    },
  },
};
