import { z } from 'zod';
import { machineFaults } from '../machine/machineFaults.ts';
import { lineFaults } from './lineFaults.ts';

/** Faults of the LCDM-1000/2000 beside those of machine and line. */
export const lcdm2000Faults = z.discriminatedUnion('kind', [
  ...machineFaults,
  ...lineFaults,
  /** The answer carries ERR 31 and a wrong number of paid notes, with a good check byte. */
  z.strictObject({ kind: z.literal('countMismatch') }),
  /** The answer of a stopped dispense carries another error byte, e.g. a code that no document has. */
  z.strictObject({ kind: z.literal('errorCode'), code: z.number().int().min(0x30).max(0x7f) }),
  /** An over-dispense that the device does not see: ERR 31, and more out than asked for. */
  z.strictObject({ kind: z.literal('overUnseen') }),
  /** What STATUS says after the device's next loss of power: 41 motor stop, or 30 as if nothing had been. */
  z.strictObject({ kind: z.literal('errorAfterPower'), code: z.union([z.literal(0x30), z.literal(0x41)]) }),
  /** Progress groups 01 8D x between ACK and answer. */
  z.strictObject({ kind: z.literal('itemEvents') }),
  /** Another unit: its ROM has another checksum from now on. */
  z.strictObject({ kind: z.literal('romChange'), checksum: z.string().regex(/^[0-9A-F]{4}$/) }),
]);

export type Lcdm2000Fault = z.infer<typeof lcdm2000Faults>;
