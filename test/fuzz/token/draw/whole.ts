import { freshPairs, join } from './bank.ts';
import type { Kinds } from './generator.ts';
import { seal } from './sign.ts';

/** Good tokens: without them a verifier that refuses everything would pass. */
export const wholeKinds: Kinds = {
  'as issued': { weight: 2, draw: (draw) => draw.issued().text },
  'newly issued': { weight: 4, draw: (draw) => seal(join(freshPairs(draw.dice, draw.currency)), draw.bank.key) },
};
