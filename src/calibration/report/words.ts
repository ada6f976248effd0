/** 0.01234 as "1.23 %"; below a thousandth as "1 in 81,037", which people can picture. */
export function share(rate: number): string {
  if (rate === 0) return '0 %';
  if (rate < 1e-3) return `1 in ${whole(Math.round(1 / rate))}`;
  return `${Number((100 * rate).toPrecision(3))} %`;
}

/** An upper bound, rounded up to three digits so that the words claim no more than the number. */
export function atMost(rate: number): string {
  if (rate >= 1) return '100 %';
  if (rate < 1e-3) return `1 in ${whole(Math.floor(1 / rate))}`;
  const unit = 10 ** (2 - Math.floor(Math.log10(100 * rate)));
  return `${Number((Math.ceil(100 * rate * unit) / unit).toPrecision(3))} %`;
}

/** 1,234,567 */
export function whole(value: number): string {
  return value.toLocaleString('en-GB');
}

/** A rate as it is asked for: 1e-4. */
export function power(rate: number): string {
  return rate.toExponential();
}
