import { z } from 'zod';
import { times } from '../faults.ts';
import { lineFaults } from '../lcdm2000/lineFaults.ts';
import { machineFaults } from '../machine/machineFaults.ts';

/** Faults of the LCDM-4000 beside those of machine and line. */
export const lcdm4000Faults = z.discriminatedUnion('kind', [
  ...machineFaults,
  ...lineFaults,
  /** The device does not close so many transactions with EOT. */
  z.strictObject({ kind: z.literal('eotLost'), times }),
  /** The EOT comes so much later, maybe into the next transaction. */
  z.strictObject({ kind: z.literal('eotDelay'), ms: z.number().int().min(1).max(5000) }),
  /** So many LAST STATUS commands are not heard. */
  z.strictObject({ kind: z.literal('lastStatusLost'), times }),
  /** The answer says one note less than came out, with a good code and a good check byte. */
  z.strictObject({ kind: z.literal('countMismatch') }),
  /** The answer of a stopped dispense carries another error code, e.g. 0C or 0D, or one that no document has. */
  z.strictObject({ kind: z.literal('errorCode'), code: z.number().int().min(1).max(0x5f) }),
  /** A complete dispense is answered with 25, near end. */
  z.strictObject({ kind: z.literal('nearEndCode') }),
  /** Another unit, or an EEPROM that fell back to initial values: other settings from now on. */
  z.strictObject({ kind: z.literal('settingsChange') }),
]);

export type Lcdm4000Fault = z.infer<typeof lcdm4000Faults>;
