import { decisionName, type Pair } from './bank.ts';
import type { Dice } from './dice.ts';
import { lengthMark } from './sign.ts';
import { dispenseLike, vendorField } from './values.ts';

/** A change of the list of keys and values; `currency` is the one of the terminal. */
export type FieldEdit = (pairs: readonly Pair[], dice: Dice, currency: string) => Pair[];

/** Changes in the order, number and names of the fields. */
export const fieldEdits: readonly FieldEdit[] = [
  function swap(pairs, dice) {
    const [a, b] = [dice.below(pairs.length), dice.below(pairs.length)];
    const changed = [...pairs];
    [changed[a], changed[b]] = [pairs[b]!, pairs[a]!];
    return changed;
  },
  function swapValues(pairs, dice) {
    const [a, b] = [dice.below(pairs.length), dice.below(pairs.length)];
    return pairs.map(([name, value], at) => [name, at === a ? pairs[b]![1] : at === b ? pairs[a]![1] : value]);
  },
  (pairs, dice) => pairs.toSpliced(dice.below(pairs.length), 1),
  function move(pairs, dice) {
    const at = dice.below(pairs.length);
    return pairs.toSpliced(at, 1).toSpliced(dice.below(pairs.length), 0, pairs[at]!);
  },
  function repeat(pairs, dice) {
    const pair = dice.pick(pairs);
    return pairs.toSpliced(dice.below(pairs.length + 1), 0, pair);
  },
  (pairs, dice, currency) => insert(pairs, dice, ['DISPENSE1', `${1 + dice.below(99_999)}.00${currency}`]),
  (pairs, dice) => insert(pairs, dice, [decisionName, dice.hex(64)]),
  function reservedAgain(pairs, dice) {
    const values = { NONCE: dice.hex(32), TOKENFORMAT: '1', TOKENLENGTH: lengthMark, HMACSHA256: dice.hex(64) };
    return insert(pairs, dice, dice.pick(Object.entries(values)));
  },
  function rename(pairs, dice) {
    const at = dice.below(pairs.length);
    const name = dice.pick([
      pairs[at]![0].toLowerCase(),
      `${pairs[at]![0]}X`,
      `X${pairs[at]![0]}`,
      pairs[at]![0].slice(1),
      '',
      'A.B',
    ]);
    return pairs.with(at, [name, pairs[at]![1]]);
  },
  (pairs, dice) => {
    const at = dice.below(pairs.length);
    return pairs.with(at, [
      pairs[at]![0],
      dice.pick(['', `=${pairs[at]![1]}`, `${pairs[at]![1]}=`, `${pairs[at]![1]},`]),
    ]);
  },
  (pairs, dice) =>
    pairs.with(1, ['TOKENFORMAT', dice.pick(['2', '0', '01', '10', '11', '1.0', '', '-1', 'A', '+1', '1 '])]),
];

/** A key that a careless verifier would take for the amount, with an amount of its own, anywhere behind the head. */
export const dispenseEdits: readonly FieldEdit[] = [
  (pairs, dice, currency) => insert(pairs, dice, [dispenseLike(dice), `${1 + dice.below(99_999)}.00${currency}`]),
  (pairs, dice) => insert(pairs, dice, [dispenseLike(dice), dice.pick(['1.00EUR', '1', 'YES', '?', dice.hex(64)])]),
  // In place of DISPENSE1: then there is no amount at all.
  (pairs, dice) => pairs.map(([name, value]) => [name === 'DISPENSE1' ? dispenseLike(dice) : name, value]),
  // The word as a value is nothing special.
  (pairs, dice) => insert(pairs, dice, [vendorField(dice)[0], dice.pick(['DISPENSE1', 'DISPENSE2', 'HMACSHA256'])]),
  // The currency number 2 in place of number 1, or besides it with the same currency.
  (pairs, dice, currency) =>
    insert(pairs, dice, ['DISPENSE2', `${1 + dice.below(999)}.00${dice.pick([currency, 'EUR'])}`]),
];

/** Behind NONCE, TOKENFORMAT and TOKENLENGTH. */
export function insert(pairs: readonly Pair[], dice: Dice, pair: Pair): Pair[] {
  const head = Math.min(3, pairs.length);
  return pairs.toSpliced(head + dice.below(pairs.length - head + 1), 0, pair);
}

/** The same fields, one value replaced. */
export function withValue(pairs: readonly Pair[], name: string, value: string): Pair[] {
  return pairs.map((pair) => (pair[0] === name ? [name, value] : pair));
}
