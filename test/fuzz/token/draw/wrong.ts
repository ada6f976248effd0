import { freshPairs, join } from './bank.ts';
import { editBlindly } from './edits.ts';
import { dispenseEdits, fieldEdits } from './fields.ts';
import type { Draw, Kinds } from './generator.ts';
import { seal, sealWrongly, wrongKey } from './sign.ts';

/** Well signed, but not with the terminal's key, or not over the part that the standard says. */
export const wrongKinds: Kinds = {
  'wrong key': { weight: 6, draw: (draw) => seal(someBody(draw), wrongKey(draw.bank.key, draw.dice)) },
  'wrong part': { weight: 7, draw: (draw) => sealWrongly(someBody(draw), draw.bank.key, draw.dice) },
};

/** As issued, a new one, or a changed one. */
function someBody(draw: Draw): string {
  const { dice, currency } = draw;
  return dice.pick([
    () => draw.body(),
    () => join(freshPairs(dice, currency)),
    () => join(dice.pick(dice.chance(0.5) ? fieldEdits : dispenseEdits)(draw.pairs(), dice, currency)),
    () => editBlindly(draw.body(), dice),
  ])();
}
