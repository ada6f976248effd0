import { z } from 'zod';
import { type Code, catalog, messageId } from '../lib/catalog/index.ts';

/** What every payload starts with. */
export interface Envelope {
  readonly schema: string;
  readonly ts: string;
  readonly bootId: string;
  readonly seq: number;
  readonly code: string;
  readonly event: string;
}

/** The fields of the envelope for a schema called `name`, e.g. `fleet.state@1`. */
export function envelopeShape<const Name extends string>(name: Name) {
  return {
    schema: z.literal(name).describe('Name and version of this payload.'),
    ts: z.iso.datetime({ precision: 3 }).describe('UTC, milliseconds.'),
    bootId: z
      .string()
      .regex(/^run_[0-9a-f]{20}$/)
      .describe('One start of the daemon.'),
    seq: z
      .int()
      .min(0)
      .describe(
        'Grows by one per message of this topic: across restarts on queued topics, per bootId on the others. A gap is a loss; the same number again is the same message.',
      ),
    code: z
      .string()
      .refine((code) => Object.hasOwn(catalog, code), 'is not in the catalog')
      .describe('Code of the event in docs/events.md.'),
    event: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .describe('Id of the event type: the same as MESSAGE_ID in the journal.'),
  };
}

export function makeEnvelope(schema: string, code: Code, bootId: string, seq: number, now: Date): Envelope {
  return { schema, ts: now.toISOString(), bootId, seq, code, event: messageId(code) };
}
