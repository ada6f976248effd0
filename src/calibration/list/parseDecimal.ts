const MINUS = 45;
const POINT = 46;

/**
 * The decimal number `data[from, to)`; NaN when it is none. Up to 15 digits are read here, exactly (both the digits and
 * the power of ten are then exact doubles, so the one division rounds correctly); anything longer goes to Number().
 */
export function parseDecimal(data: Uint8Array, from: number, to: number): number {
  const negative = data[from] === MINUS;
  let digits = 0;
  let value = 0;
  let divisor = 0;
  for (let i = negative ? from + 1 : from; i < to; i++) {
    const byte = data[i]!;
    if (byte === POINT && divisor === 0) divisor = 1;
    else if (byte >= 48 && byte <= 57) {
      value = 10 * value + (byte - 48);
      digits++;
      divisor *= 10;
    } else return slow(data, from, to);
  }
  if (digits === 0) return Number.NaN;
  if (digits > 15) return slow(data, from, to);
  if (divisor > 1) value /= divisor;
  return negative ? -value : value;
}

/** Exponents and long fractions. Words that Number() takes for numbers (an empty field, blanks, 0x10) are refused. */
function slow(data: Uint8Array, from: number, to: number): number {
  const text = Buffer.from(data.buffer, data.byteOffset + from, to - from).toString('latin1');
  return /^-?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
}
