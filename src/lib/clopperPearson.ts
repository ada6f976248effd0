import { betaQuantile } from './beta.ts';

/**
 * One-sided 95 % upper bound of Clopper and Pearson (R9): the largest chance of an error with which `errors` or fewer
 * in `n` independent trials still happen once in twenty times.
 *
 * @returns 0..1; 1 where nothing was tried or everything failed
 */
export function upper95(errors: number, n: number): number {
  return errors >= 0 && errors < n ? betaQuantile(0.95, errors + 1, n - errors) : 1;
}

/** Two-sided 95 % interval of Clopper and Pearson: 2.5 % are left on either side. Nothing tried: 0..1. */
export function interval95(errors: number, n: number): { readonly lower: number; readonly upper: number } {
  if (!(errors >= 0 && errors <= n && n > 0)) return { lower: 0, upper: 1 };
  return {
    lower: errors === 0 ? 0 : betaQuantile(0.025, errors, n - errors + 1),
    upper: errors === n ? 1 : betaQuantile(0.975, errors + 1, n - errors),
  };
}
