import type { Config } from '../../config/schema.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { NoteSize } from './initialise.ts';

/**
 * The note sizes of the board profile; there are no defaults, because a wrong size lets double picks through.
 *
 * @throws CONFIG_INVALID
 */
export function noteSizes(cassettes: Config['dispenser']['cassettes']): NoteSize[] {
  return cassettes.map(({ length_max: lengthMax, length_min: lengthMin, thickness }, index) => {
    if (!lengthMax || !lengthMin || !thickness || lengthMin > lengthMax) {
      throw new TellersightError(
        'CONFIG_INVALID',
        `dispenser.cassettes ${index + 1} needs length_max, length_min and thickness for fujitsu-f53`,
      );
    }
    return { lengthMax, lengthMin, thickness };
  });
}
