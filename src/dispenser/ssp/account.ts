import type { Level } from './getAllLevels.ts';
import type { Counters } from './getCounters.ts';

/** What the device keeps without power and what payouts are proved with. */
export interface Account {
  /** Notes stored of each cassette's denomination; null where the device does not know the denomination. */
  readonly levels: readonly (number | null)[];
  /** Notes ever paid out, and ever moved to the cashbox. */
  readonly dispensed: number;
  readonly transferred: number;
}

/** @param valuesMinor denomination of each cassette of the configuration */
export function accountOf(
  valuesMinor: readonly number[],
  currency: string,
  levels: readonly Level[],
  { dispensed, transferred }: Counters,
): Account {
  const counts = valuesMinor.map((valueMinor) => {
    return levels.find((level) => level.valueMinor === valueMinor && level.currency === currency)?.count ?? null;
  });
  return { levels: counts, dispensed, transferred };
}

export function sameAccount(a: Account, b: Account): boolean {
  return (
    a.dispensed === b.dispensed &&
    a.transferred === b.transferred &&
    a.levels.every((level, i) => level === b.levels[i])
  );
}
