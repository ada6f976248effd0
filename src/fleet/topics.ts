import { z } from 'zod';
import type { Code } from '../lib/catalog/index.ts';
import { type Envelope, envelopeShape } from './envelope.ts';
import * as body from './payloads.ts';

/**
 * Every topic of Tellersight: where, what, how. Below `<base>/<site>/<terminal>/`. The AsyncAPI document and
 * docs/topics.md are made from this table.
 *
 * There is one inbound topic, and its verbs only read: no topic can cause a dispense (R25).
 */
export interface TopicSpec {
  readonly direction: 'out' | 'in';
  /** Below the terminal's prefix; `{...}` are parameters. */
  readonly path: string;
  readonly description: string;
  readonly schemaName: string;
  readonly schema: z.ZodType;
  /** Default code of the envelope; null where every message brings its own. */
  readonly code: Code | null;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** Waits on the disk until the broker has acknowledged it. */
  readonly queued: boolean;
  /** MQTT 5 message expiry; null = never. */
  readonly expirySeconds: number | null;
}

const payload = <const Name extends string, Body extends z.ZodRawShape>(name: Name, shape: Body) => ({
  schemaName: name,
  schema: z.strictObject({ ...envelopeShape(name), ...shape }),
});

const retained = { direction: 'out', qos: 1, retain: true, queued: false, expirySeconds: null } as const;
const queued = { direction: 'out', qos: 1, retain: false, queued: true, expirySeconds: null } as const;

export const topics = {
  state: {
    ...retained,
    path: 'state',
    description: 'online at every connect, stopped at a planned stop, offline as the will.',
    code: 'FLEET_STATE',
    ...payload('fleet.state@1', body.stateBody),
  },
  info: {
    ...retained,
    path: 'info',
    description: 'Birth certificate: versions, model pack, capability, retained topics.',
    code: 'FLEET_INFO',
    ...payload('fleet.info@1', body.infoBody),
  },
  health: {
    ...retained,
    path: 'health',
    description: 'Every component with status, since, code and age; at every change and every health_interval_s.',
    code: 'FLEET_HEALTH',
    ...payload('fleet.health@1', body.healthBody),
  },
  decision: {
    ...queued,
    path: 'decision',
    description: 'Every decision, refusals too; the signed record itself stays in the evidence log.',
    code: 'DECISION_RECORDED',
    ...payload('fleet.decision@1', body.decisionBody),
  },
  cash: {
    ...queued,
    path: 'cash',
    description: 'Every payout that reached a final state.',
    code: 'CASH_EVENT',
    ...payload('fleet.cash@1', body.cashBody),
  },
  cashStatus: {
    ...retained,
    path: 'cash/status',
    description: 'Lock and counters of the dispenser.',
    code: 'CASH_STATUS',
    ...payload('fleet.cashStatus@1', body.cashStatusBody),
  },
  evidenceCheckpoint: {
    ...queued,
    retain: true,
    path: 'evidence/checkpoint',
    description: 'Signed checkpoints of the evidence log, for whoever does not want to trust the terminal.',
    code: 'EVIDENCE_CHECKPOINT',
    ...payload('fleet.evidenceCheckpoint@1', body.checkpointBody),
  },
  event: {
    direction: 'out',
    path: 'event/{code}',
    description: 'What happened, as in the journal; up to 200 are kept in memory without a connection.',
    code: null,
    qos: 1,
    retain: false,
    queued: false,
    expirySeconds: 604_800,
    ...payload('fleet.event@1', body.eventBody),
  },
  request: {
    direction: 'in',
    path: 'request/{verb}/{id}',
    description: 'A read-only question of the fleet server; the payload is ignored. Retained requests are ignored.',
    code: null,
    schemaName: 'fleet.request@1',
    schema: z.looseObject({}).describe('Not read.'),
    qos: 0,
    retain: false,
    queued: false,
    expirySeconds: 60,
  },
  response: {
    direction: 'out',
    path: 'response/{verb}/{id}',
    description: 'The answer to the request with the same id.',
    code: null,
    qos: 0,
    retain: false,
    queued: false,
    expirySeconds: 60,
    ...payload('fleet.response@1', body.responseBody),
  },
} as const satisfies Record<string, TopicSpec>;

export type TopicName = keyof typeof topics;
export type OutTopic = Exclude<TopicName, 'request'>;
/** The whole payload of a topic as a subscriber gets it. */
export type Payload<Name extends TopicName> = z.infer<(typeof topics)[Name]['schema']>;
/** The part of it that the caller of Fleet brings. */
export type Body<Name extends OutTopic> = Omit<Payload<Name>, keyof Envelope>;

/** The prefix of a terminal's topics, without a slash at the end. */
export function topicPrefix(base: string, terminal: { site: string; id: string }): string {
  return `${base}/${terminal.site}/${terminal.id}`;
}

/** Fills the parameters of a topic's path. */
export function topicPath(prefix: string, name: TopicName, parameters: Record<string, string> = {}): string {
  const path = topics[name].path.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = parameters[key];
    if (value === undefined || !/^[A-Za-z0-9_-]{1,64}$/.test(value)) throw new RangeError(`bad ${key} for ${name}`);
    return value;
  });
  return `${prefix}/${path}`;
}
