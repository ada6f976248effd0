import type { Config } from '../../config/schema.ts';
import { TellersightError } from '../../lib/errors.ts';

/**
 * Denomination of each cassette of the configuration: the device pays by denomination out of one store, so two cassettes
 * of the same one could not be told apart.
 *
 * @throws CONFIG_INVALID
 */
export function denominations(cassettes: Config['dispenser']['cassettes']): number[] {
  const values = cassettes.map(({ value_minor }) => value_minor);
  const twice = values.find((value, i) => values.indexOf(value) !== i);
  if (twice === undefined) return values;
  throw new TellersightError('CONFIG_INVALID', `dispenser.cassettes: ${twice} is there twice, itl-ssp pays by value`);
}
