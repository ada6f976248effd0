import { z } from 'zod';
import { times } from '../faults.ts';
import { machineFaults } from '../machine/machineFaults.ts';

const notes = z.number().int().min(0).max(60);

/** Faults of the LCDM-1000/2000 beside those of the machine. */
export const lcdm2000Faults = z.discriminatedUnion('kind', [
  ...machineFaults,
  /** The device accepts and dispenses, its ACK is lost. */
  z.strictObject({ kind: z.literal('ackLost'), times }),
  /** The command never arrives. */
  z.strictObject({ kind: z.literal('commandLost'), times }),
  /** The command arrives damaged: NCK, not executed. */
  z.strictObject({ kind: z.literal('refuse'), times }),
  /** A stray NCK before the true ACK. */
  z.strictObject({ kind: z.literal('strayNck') }),
  /** So many transmissions of the answer are lost; from 3 on the host never sees it. */
  z.strictObject({ kind: z.literal('responseLost'), times }),
  /** So many transmissions of the answer are damaged. */
  z.strictObject({ kind: z.literal('responseCorrupt'), times }),
  /** The answer comes so much later. */
  z.strictObject({ kind: z.literal('responseDelay'), ms: z.number().int().min(1).max(120_000) }),
  /** The answer carries ERR 31 and a wrong number of paid notes, with a good check byte. */
  z.strictObject({ kind: z.literal('countMismatch') }),
  /** The answer of a stopped dispense carries another error byte, e.g. a code that no document has. */
  z.strictObject({ kind: z.literal('errorCode'), code: z.number().int().min(0x30).max(0x7f) }),
  /** The line is cut after `after` notes and comes back after `reopenMs`, or never (null); notes go on moving. */
  z.strictObject({
    kind: z.literal('hangUp'),
    after: notes,
    reopenMs: z.number().int().min(0).max(60_000).nullable().default(null),
  }),
  /** Progress groups 01 8D x between ACK and answer. */
  z.strictObject({ kind: z.literal('itemEvents') }),
  /** Stray FF around the command, and a stray 15 after the answer. */
  z.strictObject({ kind: z.literal('noise') }),
  /** The answer comes one byte at a time. */
  z.strictObject({ kind: z.literal('dribble') }),
  /** Another ROM checksum from now on. */
  z.strictObject({ kind: z.literal('romChange'), checksum: z.string().regex(/^[0-9A-F]{4}$/) }),
]);

export type Lcdm2000Fault = z.infer<typeof lcdm2000Faults>;
