import { z } from 'zod';
import { notes, times } from '../faults.ts';
import { machineFaults } from '../machine/machineFaults.ts';

const ms = z.number().int().min(1).max(120_000);

/** Faults of the F53/F56 beside those of the machine. What concerns frames hits those of counts only. */
export const fujitsuFaults = z.discriminatedUnion('kind', [
  ...machineFaults,
  /** So many ENQ of the host are not heard. */
  z.strictObject({ kind: z.literal('hostEnqLost'), times }),
  /** The frame never arrives. */
  z.strictObject({ kind: z.literal('hostFrameLost'), times }),
  /** The frame arrives damaged: NAK, not executed. */
  z.strictObject({ kind: z.literal('refuse'), times }),
  /** The device's ACK to an ENQ. */
  z.strictObject({ kind: z.literal('enqAckLost'), times }),
  z.strictObject({ kind: z.literal('enqAckCorrupt'), times }),
  z.strictObject({ kind: z.literal('enqAckDelay'), ms }),
  /** The device's ACK to a frame; the command is executed. */
  z.strictObject({ kind: z.literal('frameAckLost'), times }),
  z.strictObject({ kind: z.literal('frameAckCorrupt'), times }),
  z.strictObject({ kind: z.literal('frameAckDelay'), ms }),
  /** A stray NAK before the ACK to a frame that is executed. */
  z.strictObject({ kind: z.literal('strayNak') }),
  /** The device's ENQ before its answer; it tries three times. */
  z.strictObject({ kind: z.literal('enqLost'), times }),
  z.strictObject({ kind: z.literal('enqCorrupt'), times }),
  z.strictObject({ kind: z.literal('enqDelay'), ms }),
  /** Transmissions of the answer; the device makes three. */
  z.strictObject({ kind: z.literal('responseLost'), times }),
  z.strictObject({ kind: z.literal('responseCorrupt'), times }),
  z.strictObject({ kind: z.literal('responseDelay'), ms }),
  /** The answer is delivered, and then once more. */
  z.strictObject({ kind: z.literal('responseTwice') }),
  /** The answer comes one byte at a time. */
  z.strictObject({ kind: z.literal('dribble') }),
  /** After the next status answer the device tells of a count that nobody asked for. */
  z.strictObject({ kind: z.literal('unsolicited') }),
  /** Rubbish after the next status answer. */
  z.strictObject({ kind: z.literal('noise') }),
  /** The answer says one note less than came out. */
  z.strictObject({ kind: z.literal('countMismatch') }),
  /** The answer of a stopped count carries another error code. */
  z.strictObject({ kind: z.literal('errorCode'), code: z.number().int().min(1).max(0xff) }),
  /** The line is cut after `after` notes and comes back after `reopenMs`, or never (null); notes go on moving. */
  z.strictObject({
    kind: z.literal('hangUp'),
    after: notes,
    reopenMs: z.number().int().min(0).max(60_000).nullable().default(null),
  }),
  /** Other cassettes from the next status answer on. */
  z.strictObject({ kind: z.literal('idsChanged'), ids: z.array(z.number().int().min(1).max(15)).length(4) }),
]);

export type FujitsuFault = z.infer<typeof fujitsuFaults>;
