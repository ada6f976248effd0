import { z } from 'zod';
import { notes, times } from '../faults.ts';
import { machineFaults } from '../machine/machineFaults.ts';

/** Which packets a fault of the line hits: payouts (46 with 58), polls (56), or any. */
const of = z.enum(['payout', 'poll', 'any']).default('payout');
const ms = z.number().int().min(1).max(120_000);

/** Faults of the SMART Payout beside those of the machine. */
export const sspFaults = z.discriminatedUnion('kind', [
  ...machineFaults,
  /** The packet never arrives, or arrives damaged: a slave says nothing to either. */
  z.strictObject({ kind: z.literal('commandLost'), times, of }),
  z.strictObject({ kind: z.literal('commandTwice'), times, of }),
  z.strictObject({ kind: z.literal('commandDelay'), times, of, ms }),
  /** It is carried out, its answer is lost, damaged, late, doubled, or carries the other sequence flag. */
  z.strictObject({ kind: z.literal('replyLost'), times, of }),
  z.strictObject({ kind: z.literal('replyCorrupt'), times, of }),
  z.strictObject({ kind: z.literal('replyDelay'), times, of, ms }),
  z.strictObject({ kind: z.literal('replyTwice'), times, of }),
  z.strictObject({ kind: z.literal('replyWrongSequence'), times, of }),
  /** The line is cut after `after` notes and comes back after `reopenMs`, or never (null); notes go on moving. */
  z.strictObject({
    kind: z.literal('hangUp'),
    after: notes,
    reopenMs: z.number().int().min(0).max(60_000).nullable().default(null),
  }),
  /** The session's keys are gone at the next encrypted packet. */
  z.strictObject({ kind: z.literal('keyLost') }),
  /** The next answer about levels is one note short; so many answers are. */
  z.strictObject({ kind: z.literal('levelMisread'), times }),
  /** The counter of paid notes misses the next one. */
  z.strictObject({ kind: z.literal('counterStuck'), times }),
  /** The end of the next payout states one note less. */
  z.strictObject({ kind: z.literal('wrongValue') }),
  /** An event that no table knows comes with the next poll. */
  z.strictObject({ kind: z.literal('unknownEvent') }),
  /** The end of the next payout is repeated once more after its acknowledgement. */
  z.strictObject({ kind: z.literal('eventTwice'), times }),
  z.strictObject({ kind: z.literal('fraudAttempt') }),
  /** The next payout that stops reports B1 before its end. */
  z.strictObject({ kind: z.literal('errorDuringPayout') }),
  /** The next payout command is refused with F5 and this reason. */
  z.strictObject({ kind: z.literal('refuse'), reason: z.number().int().min(0).max(255) }),
  /** Another unit answers from now on. */
  z.strictObject({ kind: z.literal('serialChange'), serial: z.number().int().min(1).max(0xffffffff) }),
]);

export type SspFault = z.infer<typeof sspFaults>;
