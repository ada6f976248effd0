import type { Dice } from './dice.ts';

/** One change of a text; the dice choose where. */
export type Edit = (text: string, dice: Dice) => string;

const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ=,.abcdefz+-_';

/** Changes that know nothing of the format. */
export const blindEdits: readonly Edit[] = [
  function flipBit(text, dice) {
    const at = dice.below(text.length);
    return replaceAt(text, at, 1, String.fromCharCode((text.charCodeAt(at) || 0) ^ (1 << dice.below(8))));
  },
  (text, dice) => replaceAt(text, dice.below(text.length), 1, dice.pick(letters)),
  (text, dice) => replaceAt(text, dice.below(text.length), 1, String.fromCharCode(dice.below(256))),
  (text, dice) => replaceAt(text, dice.below(text.length + 1), 0, dice.pick(letters)),
  (text, dice) => replaceAt(text, dice.below(text.length + 1), 0, String.fromCharCode(dice.below(256))),
  (text, dice) => replaceAt(text, dice.below(text.length), 1 + dice.below(dice.chance(0.8) ? 3 : 80), ''),
  function duplicateRun(text, dice) {
    const from = dice.below(text.length);
    const run = text.slice(from, from + 1 + dice.below(dice.chance(0.7) ? 8 : 120));
    return replaceAt(text, dice.chance(0.5) ? from : dice.below(text.length + 1), 0, run);
  },
  function swapTwo(text, dice) {
    const [a, b] = [dice.below(text.length), dice.below(text.length)];
    return replaceAt(replaceAt(text, a, 1, text.charAt(b)), b, 1, text.charAt(a));
  },
  function swapNeighbours(text, dice) {
    const at = dice.below(text.length - 1);
    return replaceAt(text, at, 2, text.charAt(at + 1) + text.charAt(at));
  },
  function rotate(text, dice) {
    const at = dice.below(text.length);
    return text.slice(at) + text.slice(0, at);
  },
  function truncate(text, dice) {
    const at = dice.chance(0.5) ? dice.below(text.length) : Math.max(0, text.length - 1 - dice.below(8));
    return dice.chance(0.8) ? text.slice(0, at) : text.slice(-at);
  },
];

/** One to three blind changes; a text that came out empty is left so. */
export function editBlindly(text: string, dice: Dice): string {
  let edited = text;
  for (let times = dice.chance(0.6) ? 1 : 2 + dice.below(2); times > 0 && edited !== ''; times--) {
    edited = dice.pick(blindEdits)(edited, dice);
  }
  return edited;
}

/** Changes of TOKENLENGTH's value only. `right` is what it ought to be. */
export function oddLength(right: number, dice: Dice): string {
  const four = (value: number) => String(value).padStart(4, '0');
  return dice.pick([
    () => four(right + dice.pick([-1, 1])),
    () => four(right + dice.pick([-64, 64, -76, 76, -10, 10, 100, 1000, -right])),
    () => four(dice.below(1100)),
    () => four(dice.pick([0, 1, 76, 255, 256, 1023, 1024, 1025, 9999])),
    () => String(right),
    () => String(right).padStart(5, '0'),
    () => `${right}.0`.slice(0, 4),
    () => `+${right}`,
    () => `-${right}`,
    () => ` ${right}`,
    () => `${right} `,
    () => right.toString(16).toUpperCase().padStart(4, '0'),
    () => right.toString(16).padStart(4, '0'),
    () => right.toString(8).padStart(4, '0'),
    () => `0x${right.toString(16)}`,
    () => dice.pick(['', '1E2', '1e02', 'O164', '????', '0x10', '00.0', '٠١٦٤', '００００']),
  ])();
}

/** Changes of the 64 digits behind the last "=" only. */
export const macEdits: readonly Edit[] = [
  (mac, dice) => replaceAt(mac, dice.below(64), 1, dice.hex(1)),
  (mac, dice) => replaceAt(mac, 56 + dice.below(8), 1, dice.hex(1)),
  (mac, dice) => replaceAt(mac, dice.below(64), 1, dice.pick('GHXZgz.')),
  (mac) => mac.toLowerCase(),
  (mac, dice) => {
    const at = dice.below(64);
    return replaceAt(mac, at, 1, mac.charAt(at).toLowerCase());
  },
  (mac, dice) => mac.slice(0, dice.pick([0, 1, 2, 32, 62, 63])),
  (mac, dice) => mac.slice(0, dice.pick([8, 16, 32, 40])).padEnd(64, dice.pick('0F')),
  (mac, dice) => mac + dice.pick(['0', '00', mac, ',', '=']),
  (mac) => mac.slice(2) + mac.slice(0, 2),
  (mac) => [...mac].reverse().join(''),
  (_mac, dice) => dice.pick('0FG').repeat(64),
  (_mac, dice) => dice.hex(64),
  (mac) => `0x${mac.slice(2)}`,
];

/** A part in the other case: keys, hex and currency count in upper case only. */
export const changeCase: Edit = (text, dice) => {
  if (dice.chance(0.1)) return text.toLowerCase();
  const from = dice.below(text.length);
  const length = 1 + dice.below(dice.chance(0.5) ? 1 : 24);
  return replaceAt(text, from, length, text.slice(from, from + length).toLowerCase());
};

export function replaceAt(text: string, at: number, length: number, by: string): string {
  return text.slice(0, at) + by + text.slice(at + length);
}
