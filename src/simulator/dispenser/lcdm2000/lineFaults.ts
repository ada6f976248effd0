import { z } from 'zod';
import { notes, times } from '../faults.ts';

const ms = z.number().int().min(1).max(120_000);

/** Faults of the line and the handshake, for both Puloon families. They hit commands that move notes, and their answers. */
export const lineFaults = [
  /** The device accepts and dispenses, its ACK is lost. */
  z.strictObject({ kind: z.literal('ackLost'), times }),
  /** The command never arrives. */
  z.strictObject({ kind: z.literal('commandLost'), times }),
  /** One bit of the command is flipped on the way; what the device makes of it is its own reading of the wire. */
  z.strictObject({
    kind: z.literal('commandCorrupt'),
    times,
    byte: z.number().int().min(0).max(20),
    bit: z.number().int().min(0).max(7),
  }),
  /** The second half of the command comes so much later; after more than 200 ms the device has dropped the first. */
  z.strictObject({ kind: z.literal('commandGap'), ms }),
  /** The device answers NCK and does not execute. */
  z.strictObject({ kind: z.literal('refuse'), times }),
  /** A stray NCK before the true ACK. */
  z.strictObject({ kind: z.literal('strayNck') }),
  /** So many transmissions of the answer are lost; from 3 on the host never sees it. */
  z.strictObject({ kind: z.literal('responseLost'), times }),
  /** So many transmissions of the answer are damaged. */
  z.strictObject({ kind: z.literal('responseCorrupt'), times }),
  /** The answer comes so much later: 55 s is within the specification, 70 s is not. */
  z.strictObject({ kind: z.literal('responseDelay'), ms }),
  /** The answer comes one byte at a time, so many milliseconds apart. */
  z.strictObject({ kind: z.literal('dribble'), gapMs: z.number().int().min(0).max(300).optional() }),
  /** Stray FF around the command, and a stray 15 after the answer. */
  z.strictObject({ kind: z.literal('noise') }),
  /** The line is cut after `after` notes and comes back after `reopenMs`, or never (null); notes go on moving. */
  z.strictObject({
    kind: z.literal('hangUp'),
    after: notes,
    reopenMs: z.number().int().min(0).max(60_000).nullable().default(null),
  }),
] as const;

const schema = z.discriminatedUnion('kind', lineFaults);
export type LineFault = z.infer<typeof schema>;
