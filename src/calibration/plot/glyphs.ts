/** Seven rows of five pixels per sign, a base-32 digit a row (16 = leftmost). Small letters are drawn as capitals. */
const ROWS: Readonly<Record<string, string>> = {
  '0': 'EHJLPHE',
  '1': '4C4444E',
  '2': 'EH1248V',
  '3': 'V2421HE',
  '4': '26AIV22',
  '5': 'VGU11HE',
  '6': '68GUHHE',
  '7': 'V124888',
  '8': 'EHHEHHE',
  '9': 'EHHF12C',
  A: 'EHHVHHH',
  B: 'UHHUHHU',
  C: 'EHGGGHE',
  D: 'SIHHHIS',
  E: 'VGGUGGV',
  F: 'VGGUGGG',
  G: 'EHGNHHF',
  H: 'HHHVHHH',
  I: 'E44444E',
  J: '72222IC',
  K: 'HIKOKIH',
  L: 'GGGGGGV',
  M: 'HRLLHHH',
  N: 'HHPLJHH',
  O: 'EHHHHHE',
  P: 'UHHUGGG',
  Q: 'EHHHLID',
  R: 'UHHUKIH',
  S: 'FGGE11U',
  T: 'V444444',
  U: 'HHHHHHE',
  V: 'HHHHHA4',
  W: 'HHHLLLA',
  X: 'HHA4AHH',
  Y: 'HHHA444',
  Z: 'V1248GV',
  '.': '00000CC',
  ',': '0000C48',
  ':': '0CC0CC0',
  '-': '000V000',
  '+': '044V440',
  '%': 'OP248J3',
  '/': '01248G0',
  '(': '2488842',
  ')': '8422248',
  '=': '00V0V00',
  '<': '248G842',
  '>': '8421248',
  _: '000000V',
};

export const GLYPH_WIDTH = 5;
export const GLYPH_HEIGHT = 7;

/** The rows of a sign, bit 4 leftmost; an unknown one is an empty box, a blank nothing. */
export function glyph(sign: string): readonly number[] {
  const rows = sign === ' ' ? '0000000' : (ROWS[sign.toUpperCase()] ?? 'VHHHHHV');
  return Array.from(rows, (digit) => Number.parseInt(digit, 32));
}
