import { z } from 'zod';
import { notes } from '../faults.ts';

const cassette = z.number().int().min(0).max(3);

/** What can go wrong with notes, whatever the wire says about it. */
export const machineFaults = [
  /** The cassette runs out after `after` notes of the next dispense. */
  z.strictObject({ kind: z.literal('billEnd'), cassette, after: notes }),
  /** No note can be picked any more after `after` notes of the next dispense. */
  z.strictObject({ kind: z.literal('pickError'), after: notes }),
  /** A note jams after `after` notes of the next dispense, at one of the four sensors it passes. */
  z.strictObject({ kind: z.literal('jamAtCheck'), after: notes }),
  z.strictObject({ kind: z.literal('jamAtDiverter'), after: notes }),
  z.strictObject({ kind: z.literal('jamAtEject'), after: notes }),
  z.strictObject({ kind: z.literal('jamAtExit'), after: notes }),
  /** So many notes more than asked for leave (double feed); the count in the answer is true. */
  z.strictObject({ kind: z.literal('overDispense'), extra: z.number().int().min(1).max(5) }),
  /** So many notes of the next dispense go to the reject tray first. */
  z.strictObject({ kind: z.literal('rejects'), count: notes }),
  /** The device loses power after `after` notes; the one on its way stays inside or falls out. It returns after `backMs`, or never. */
  z.strictObject({
    kind: z.literal('powerLoss'),
    after: notes,
    backMs: z.number().int().min(0).max(600_000).nullable().default(null),
  }),
] as const;

const schema = z.discriminatedUnion('kind', machineFaults);
export type MachineFault = z.infer<typeof schema>;
