import { z } from 'zod';

const times = z.number().int().min(1).max(20).default(1);
const notes = z.number().int().min(0).max(60);

/**
 * What can be forced. Each entry arms one fault; it fires at the next dispense (or for `times` occasions) and is used up.
 */
export const faultSchema = z.discriminatedUnion('kind', [
  /** The cassette runs out after `after` notes of the next dispense. */
  z.strictObject({ kind: z.literal('billEnd'), cassette: z.union([z.literal(0), z.literal(1)]), after: notes }),
  /** A note jams at the exit after `after` notes; the answer is ERR 35. */
  z.strictObject({ kind: z.literal('jamAtExit'), after: notes }),
  /** A note jams at the diverter after `after` notes; the answer is ERR 36. */
  z.strictObject({ kind: z.literal('jamAtDiverter'), after: notes }),
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
  /** So many notes more than asked for leave (double feed past the sensors' notice: the count in the answer is true). */
  z.strictObject({ kind: z.literal('overDispense'), extra: z.number().int().min(1).max(5) }),
  /** So many notes of the next dispense go to the reject tray first. */
  z.strictObject({ kind: z.literal('rejects'), count: notes }),
  /** The line is cut after `after` notes and comes back after `reopenMs`, or never (null); notes go on moving. */
  z.strictObject({
    kind: z.literal('hangUp'),
    after: notes,
    reopenMs: z.number().int().min(0).max(60_000).nullable().default(null),
  }),
  /** The device loses power after `after` notes: they stop, and there is no answer. */
  z.strictObject({ kind: z.literal('powerLoss'), after: notes }),
  /** Progress groups 01 8D x between ACK and answer. */
  z.strictObject({ kind: z.literal('itemEvents') }),
  /** FF bytes before, between and after frames and a stray 15 after the answer. */
  z.strictObject({ kind: z.literal('noise') }),
  /** The answer arrives byte by byte. */
  z.strictObject({ kind: z.literal('dribble') }),
  /** Another ROM checksum from now on. */
  z.strictObject({ kind: z.literal('romChange'), checksum: z.string().regex(/^[0-9A-F]{4}$/) }),
]);

export type Fault = z.infer<typeof faultSchema>;
export type FaultKind = Fault['kind'];

/** Armed faults; the newest of a kind counts. */
export class Faults {
  readonly #armed = new Map<FaultKind, Fault & { times?: number }>();

  arm(fault: Fault): void {
    this.#armed.set(fault.kind, { ...fault });
  }

  /** The armed fault of this kind, used up by one occasion. */
  take<K extends FaultKind>(kind: K): Extract<Fault, { kind: K }> | null {
    const fault = this.#armed.get(kind);
    if (!fault) return null;
    if (fault.times !== undefined && fault.times > 1) fault.times -= 1;
    else this.#armed.delete(kind);
    return fault as unknown as Extract<Fault, { kind: K }>;
  }

  clear(): void {
    this.#armed.clear();
  }
}
