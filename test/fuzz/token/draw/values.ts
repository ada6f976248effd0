import { notHundredths } from '../reading/notHundredths.ts';
import type { Pair } from './bank.ts';
import type { Dice } from './dice.ts';

const digits = '0123456789';
const printable = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).join('');
const valueLetters = printable.replace(',', '').replace('=', '');

/** A key under the HMAC that every verifier has to pass over (standards.md 3.1), with any allowed value. */
export function vendorField(dice: Dice): Pair {
  const name =
    dice.pick(['ACME', 'XYZ', 'A', '1', 'ACMEERRORCODE', 'BANK', 'VENDOR9']) + dice.text(digits, dice.below(9));
  return [name, dice.text(valueLetters, 1 + dice.below(24))];
}

/** Keys that a search for "DISPENSE" would take for the amount, or that name a further currency. */
export function dispenseLike(dice: Dice): string {
  return dice.pick([
    () => 'DISPENSE',
    () => `DISPENSE${dice.text(digits, 1 + dice.below(4))}`,
    () => `DISPENSE${dice.pick(['0', '01', '001', '2', '9', '10', '11', '12', '1000000000000000'])}`,
    () => `ACME${dice.pick(['DISPENSE', 'DISPENSE1', 'DISPENSE2'])}`,
    () => `DISPENSE1${dice.pick(['A', 'X1', 'MAX'])}`,
    () => `XDISPENSE${dice.below(3)}`,
    () =>
      dice.pick([
        'DISPENSED1',
        'DISPENSEID',
        'PREDISPENSE1POST',
        'DISPENSEDISPENSE1',
        'DISPENS1',
        'DISPENSE1DISPENSE1',
      ]),
  ])();
}

/** The reference's regular expression allows any number of digits; this board gives 32 (R17). */
export function oddNonce(dice: Dice): string {
  return dice.chance(0.5) ? dice.text(digits, 1 + dice.below(20)) : dice.hex(dice.pick([1, 2, 16, 31, 33, 40, 63, 64]));
}

export function oddDecision(dice: Dice): string {
  const hash = dice.hex(64);
  return dice.pick([
    () => hash.slice(0, dice.pick([1, 32, 62, 63])),
    () => hash + dice.hex(dice.pick([1, 2, 64])),
    () => hash.toLowerCase(),
    () => hash.slice(0, 63) + dice.pick('ghGZ.!_'),
    () => hash.slice(0, 60) + dice.pick(['cafe', 'CAFE', 'BEEf']),
    () => `0X${hash.slice(2)}`,
    () => '0'.repeat(64),
  ])();
}

const numbers: readonly ((dice: Dice) => string)[] = [
  (dice) => `${1 + dice.below(999)}.${dice.text(digits, 1)}`,
  (dice) => `${dice.below(999)}.${dice.text(digits, 3 + dice.below(3))}`,
  (dice) => `${dice.pick('+-')}${1 + dice.below(999)}.00`,
  (dice) => `${dice.pick('+-')}${1 + dice.below(999)}`,
  (dice) => `${1 + dice.below(9)}${dice.pick('eE')}${dice.pick(['', '+', '-'])}${dice.below(4)}`,
  (dice) => `${'0'.repeat(1 + dice.below(12))}${1 + dice.below(99)}${dice.pick(['', '.00', '.50'])}`,
  (dice) => `${1 + dice.below(9)}${dice.text(digits, 10 + dice.below(4))}${dice.pick(['', '.00', '.99'])}`,
  (dice) => `${dice.text('9', 11 + dice.below(3))}.99`,
  // Limits of the number types a lenient reader would put it into: 2^31, 2^32, 2^53, 2^63, 2^64, in units and minor.
  (dice) => dice.pick(['21474836.48', '42949672.96', '90071992547409.92', '9007199254740993', '92233720368547758.08']),
  (dice) => dice.pick(['2147483648', '4294967296', '4294967297.00', '18446744073709551616', '184467440737095516.17']),
  (dice) => dice.pick(['0', '0.00', '000', '00.00', '0.01', '0.0', '-0', '0.10']),
  (dice) => dice.pick(['.50', '50.', '.', '..', '1.00.00', '1..00', '50.0O', '5O.00', 'l.00', '1:00']),
  (dice) =>
    dice.pick(['0x32', '0X32', '0b11', '0o62', '1_000', "1'000.00", '1.000.00', '1/2', '50%', '$50.00', '~1.00']),
  (dice) => dice.pick(['Infinity', 'NaN', 'NULL', 'TRUE', '1n', '50f', '1d2', '1.00e2', '?', '*', '0.5e2']),
  // With a character that the token's own grammar forbids, under a right HMAC.
  (dice) =>
    dice.pick(['50,00', '1,000.00', '5 0', ' 50.00', '50.00 ', '50=00', '', '\u0665\u0660.00', '\uff15\uff10.00']),
];

const ends: readonly ((currency: string, dice: Dice) => string)[] = [
  (currency) => currency.toLowerCase(),
  (currency) => currency.slice(0, 2),
  (currency, dice) => currency + dice.pick('AZ0.'),
  (currency) => `.${currency}`,
  (currency) => ` ${currency}`,
  (currency) => currency.slice(0, 2) + currency.slice(2).toLowerCase(),
  (_currency, dice) => dice.text('ABCDEFGHIJKLMNOPQRSTUVWXYZ', 3),
  (_currency, dice) => dice.pick(['', '156', 'C1Y', 'cny', 'Cny', '\u00a5', 'CNYEUR']),
];

/** A number of every odd form with a right currency, or a right number with an odd one. */
export function oddAmount(dice: Dice, currency: string): string {
  if (dice.chance(0.7)) return dice.pick(numbers)(dice) + currency;
  if (dice.chance(0.1)) return `${currency}50.00`;
  return `${1 + dice.below(999)}.00${dice.pick(ends)(currency, dice)}`;
}

/** A terminal set up for a currency that has no hundredths: its amounts would be wrong by 10 or 100 times. */
export function strangeCurrency(dice: Dice): string {
  return dice.pick(notHundredths);
}
