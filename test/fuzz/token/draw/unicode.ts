import { type Edit, replaceAt } from './edits.ts';

/** Letters of other scripts that look like a token's own; a long s and a Kelvin sign that fold to S and K. */
const twins: Readonly<Record<string, string>> = {
  ...{ A: '\u0410', B: '\u0412', C: '\u0421', E: '\u0415', H: '\u041d', K: '\u212a', M: '\u041c', N: '\u039d' },
  ...{ O: '\u041e', P: '\u0420', S: '\u017f', T: '\u0422', X: '\u0425', Y: '\u03a5', I: '\u0406', Z: '\u0396' },
  ...{ '0': '\u0660', '1': '\u0661', '2': '\u06f2', '5': '\u0965', ',': '\u201a', '=': '\ua78a', '.': '\u2024' },
};

/** Characters that are not there to see, or that end a text for somebody else. */
const invisible = ['\u200b', '\u200d', '\u2060', '\ufeff', '\u202e', '\u00ad', '\u0301', '\ufe0f', '\u180e'];
const lone = ['\ud800', '\udbff', '\udc00', '\udfff', '\ufffd', '\uffff', '\udc00\ud800'];
const control = ['\0', '\r', '\n', '\r\n', '\t', ' ', '\u001b', '\u007f', '\u0085', '\u00a0', '\u2028', '\u3000', '\b'];

/** Look-alikes and characters outside ASCII. Some keep every low byte, so that a Latin-1 HMAC stays right. */
export const unicodeEdits: readonly Edit[] = [
  (text, dice) => {
    const at = dice.below(text.length);
    return replaceAt(text, at, 1, twins[text.charAt(at)] ?? '\u0410');
  },
  function fullWidth(text, dice) {
    const at = dice.below(text.length);
    return replaceAt(text, at, 1, String.fromCharCode(text.charCodeAt(at) + 0xfee0));
  },
  function sameLowByte(text, dice) {
    const at = dice.below(text.length);
    return replaceAt(text, at, 1, String.fromCharCode(text.charCodeAt(at) + 0x100 * (1 + dice.below(255))));
  },
  function bold(text, dice) {
    const at = dice.below(text.length);
    const code = text.charCodeAt(at);
    if (code < 48 || code > 57) return replaceAt(text, at, 1, '\u{1d400}');
    return replaceAt(text, at, 1, String.fromCodePoint(0x1d7ce + code - 48));
  },
  (text, dice) => replaceAt(text, dice.below(text.length + 1), 0, dice.pick(invisible)),
  (text, dice) => replaceAt(text, dice.below(text.length), dice.below(2), dice.pick(lone)),
  (text, dice) => replaceAt(text, dice.below(text.length), dice.below(2), String.fromCharCode(dice.below(0x10000))),
];

/** NUL, line ends, white space: in front, behind, at a border of fields, anywhere; NUL with a text behind it. */
export const controlEdits: readonly Edit[] = [
  (text, dice) => text + dice.pick(control),
  (text, dice) => dice.pick(control) + text,
  (text, dice) => `${text}\0${dice.pick(['', '0', 'DISPENSE1=9.00CNY', text])}`,
  (text, dice) => `${text}${dice.pick(['\n', '\r\n'])}${dice.pick(['', text, 'X'])}`,
  (text, dice) => replaceAt(text, dice.below(text.length + 1), dice.below(2), dice.pick(control)),
  (text, dice) => {
    const borders = [...text].flatMap((letter, at) => (letter === ',' || letter === '=' ? [at, at + 1] : []));
    return borders.length === 0
      ? text + dice.pick(control)
      : replaceAt(text, dice.pick(borders), 0, dice.pick(control));
  },
];
