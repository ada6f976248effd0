import { type Bank, type Issued, openBanks, type Pair } from './bank.ts';
import { Dice } from './dice.ts';
import { keptKinds } from './kept.ts';
import { resignedKinds } from './resigned.ts';
import { wholeKinds } from './whole.ts';
import { wrongKinds } from './wrong.ts';

/** What a kind of mutation may use. */
export class Draw {
  readonly dice: Dice;
  readonly bank: Bank;
  readonly #others: readonly Bank[];
  /** Of the terminal; a kind may set another one. */
  currency: string;

  constructor(dice: Dice, banks: readonly Bank[]) {
    const bank = dice.pick(banks);
    this.dice = dice;
    this.bank = bank;
    this.#others = banks.filter((other) => other !== bank);
    this.currency = bank.currency;
  }

  issued(): Issued {
    return this.dice.pick(this.bank.issued);
  }

  /** Issued for another terminal, with another key. */
  elsewhere(): Issued {
    return this.dice.pick(this.dice.pick(this.#others).issued);
  }

  body(): string {
    return this.issued().body;
  }

  pairs(): readonly Pair[] {
    return this.issued().pairs;
  }
}

/**
 * whole: as issued, or newly issued; kept: changed under the HMAC that the bank wrote, or without one; wrong: signed with
 * another key or over another part; right: changed and signed with the right key.
 */
export type Signature = 'whole' | 'kept' | 'wrong' | 'right';

export type Kinds = Readonly<Record<string, { readonly weight: number; readonly draw: (draw: Draw) => string }>>;

export interface Sample {
  readonly index: number;
  readonly kind: string;
  readonly signature: Signature;
  readonly text: string;
  readonly key: Uint8Array;
  /** Which one the terminal pays. */
  readonly currency: string;
  /** To the letter a token that this terminal's bank issued: no mutated one. */
  readonly issued: boolean;
}

const groups: readonly (readonly [Signature, Kinds])[] = [
  ['whole', wholeKinds],
  ['kept', keptKinds],
  ['wrong', wrongKinds],
  ['right', resignedKinds],
];
const wheel = groups.flatMap(([signature, kinds]) =>
  Object.entries(kinds).flatMap(([kind, { weight, draw }]) => Array(weight).fill({ kind, signature, draw })),
) as readonly { kind: string; signature: Signature; draw: (draw: Draw) => string }[];

/** Name and signature of every kind that can come. */
export const kindNames = [...new Map(wheel.map(({ kind, signature }) => [kind, signature]))];

/** Mutated tokens; the same seed and index give the same one. */
export class Generator {
  readonly seed: number;
  readonly #banks: readonly Bank[];

  constructor(seed: number) {
    this.seed = seed;
    this.#banks = openBanks(seed);
  }

  sample(index: number): Sample {
    const dice = new Dice(this.seed, index);
    const draw = new Draw(dice, this.#banks);
    const { kind, signature, draw: make } = dice.pick(wheel);
    let text = make(draw);
    const { bank } = draw;
    // A change that changed nothing is no mutation: try again, so that the counts mean what they say.
    for (let tries = 0; bank.texts.has(text) && signature !== 'whole' && tries < 50; tries++) text = make(draw);
    const issued = bank.texts.has(text);
    return { index, kind, signature, text, key: bank.key, currency: draw.currency, issued };
  }
}
