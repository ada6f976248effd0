import type { Baseline } from '../driver.ts';
import type { Account } from './account.ts';

const missing = -1;

/** What the journal keeps of the device right before a payout. */
export function writeBaseline(serial: string, account: Account): Baseline {
  return {
    protocol: 'itl-ssp',
    serial,
    levels: account.levels.map((level) => level ?? missing),
    dispensed: account.dispensed,
    transferred: account.transferred,
  };
}

/** Null when it is none of ours, or of another number of cassettes. */
export function readBaseline(
  baseline: Baseline | null,
  cassettes: number,
): { readonly serial: string; readonly account: Account } | null {
  if (baseline?.protocol !== 'itl-ssp') return null;
  const { serial, levels, dispensed, transferred } = baseline;
  if (typeof serial !== 'string' || typeof dispensed !== 'number' || typeof transferred !== 'number') return null;
  if (typeof levels !== 'object' || levels.length !== cassettes) return null;
  return {
    serial,
    account: { levels: levels.map((level) => (level === missing ? null : level)), dispensed, transferred },
  };
}
