import { Dice } from './dice.ts';
import { lengthMark, seal } from './sign.ts';
import { oddNonce, vendorField } from './values.ts';

export type Pair = readonly [name: string, value: string];

/** A token the bank gave out, and its parts with the length still open, to be changed and signed again. */
export interface Issued {
  readonly text: string;
  /** Without the tail, the length still open: "NONCE=...,TOKENLENGTH=####,...". */
  readonly body: string;
  readonly pairs: readonly Pair[];
}

/** Named as in src/dispenser/token.ts, but written down here: the product is not asked what it wants to see. */
export const decisionName = 'TELLERSIGHTDECISION';

const currencies = ['CNY', 'EUR', 'USD', 'MXN', 'BRL', 'INR', 'GBP'];

/** A bank with its key for one terminal, and the tokens it issued. */
export class Bank {
  readonly key: Uint8Array;
  readonly currency: string;
  readonly issued: readonly Issued[];
  readonly texts: ReadonlySet<string>;

  constructor(dice: Dice) {
    this.key = drawKey(dice);
    this.currency = dice.pick(currencies);
    this.issued = Array.from({ length: 512 }, () => {
      const pairs = freshPairs(dice, this.currency);
      const body = join(pairs);
      return { text: seal(body, this.key), body, pairs };
    });
    this.texts = new Set(this.issued.map(({ text }) => text));
  }
}

/** The same banks for the same seed; index -1, -2, ... are no samples. */
export function openBanks(seed: number): readonly Bank[] {
  return Array.from({ length: 8 }, (_, i) => new Bank(new Dice(seed, -1 - i)));
}

export function join(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join(',');
}

/** NONCE, TOKENFORMAT, TOKENLENGTH and what a bank writes behind them; vendor keys may stand anywhere between. */
export function freshPairs(dice: Dice, currency: string): Pair[] {
  const middle: Pair[] = [
    ['DISPENSE1', `${freshAmount(dice)}${currency}`],
    [decisionName, dice.hex(64)],
  ];
  if (dice.chance(0.2)) middle.reverse();
  while (dice.chance(0.3)) {
    const field = vendorField(dice);
    if (middle.every(([name]) => name !== field[0])) middle.splice(dice.below(3), 0, field);
  }
  return [
    ['NONCE', dice.chance(0.9) ? dice.hex(32) : oddNonce(dice)],
    ['TOKENFORMAT', '1'],
    ['TOKENLENGTH', lengthMark],
    ...middle,
  ];
}

function freshAmount(dice: Dice): string {
  const whole = 1 + dice.below(10 ** (1 + dice.below(6)));
  return dice.chance(0.8) ? `${whole}.${dice.text('0123456789', 2)}` : String(whole);
}

/** 128 to 256 bits in production; the spec's example uses 60 ASCII characters; 64 bytes is HMAC's own block. */
function drawKey(dice: Dice): Uint8Array {
  const length = dice.pick([16, 24, 32, 32, 60, 64, 65]);
  const key = length === 60 ? Buffer.from(dice.hex(60), 'ascii') : dice.bytes(length);
  if (key[length - 1] === 0) key[length - 1] = 1;
  return key;
}
