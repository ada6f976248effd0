import { z } from 'zod';

/**
 * The bodies of all messages. Objects are strict and texts are bounded by patterns: what is not named here cannot be
 * published, and nothing here can hold a picture, an embedding, a similarity, an account, a phone or an ID number.
 */
const id = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/);
const code = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);
const sha256 = z.string().regex(/^[0-9A-Fa-f]{64}$/);
const version = z.string().regex(/^[A-Za-z0-9._+-]{1,64}$/);
const utc = z.iso.datetime({ precision: 3 });
const minor = z.int().min(0).describe('Minor units.');
const currency = z.string().regex(/^[A-Z]{3}$/);
const count = z.int().min(0);

export const stateBody = {
  state: z
    .enum(['online', 'stopped', 'offline'])
    .describe('stopped = on purpose; offline = vanished, said by the broker (will).'),
};

export const packSchema = z.strictObject({
  name: version,
  version,
  manifestSha256: sha256,
  embedderSha256: sha256,
});

export const infoBody = {
  version: version.describe('Version of Tellersight.'),
  node: version,
  startedUtc: utc,
  currency,
  pack: packSchema.nullable().describe('Model pack in use; null until vision has said so.'),
  capability: z
    .strictObject({
      codedIllumination: z
        .boolean()
        .nullable()
        .describe('Can the infrared light follow a code (R13)? null = not known yet.'),
      dispenser: z
        .strictObject({ protocol: id, maxNotesPerCommand: count, resultRetrievable: z.boolean() })
        .nullable()
        .describe('null = this board pays nothing.'),
    })
    .describe('In short; the whole statement is `tellersight capability`.'),
  retained: z
    .array(z.string().max(160))
    .max(32)
    .describe('Retained topics of this version, so that an upgrade can clear others.'),
};

export const componentSchema = z.strictObject({
  status: z.enum(['ok', 'degraded', 'failed', 'unknown']),
  since: utc.describe('When this status began.'),
  code: code.nullable().describe('Why, when it is not ok.'),
  ageMs: count.describe('Age of this statement when the message was made.'),
});

export const healthBody = {
  status: z.enum(['ok', 'degraded', 'failed', 'unknown']).describe('The worst of the components.'),
  components: z.record(z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/), componentSchema),
  link: z.strictObject({
    connects: count.describe('Connections made by this start of the daemon.'),
    outboxRows: count,
    outboxOldestAgeMs: count.nullable(),
    eventsDropped: count.describe('Volatile events that found no room while there was no connection.'),
    certificateDaysLeft: z.int().nullable().describe('Of the client certificate; null without one.'),
  }),
  process: z.strictObject({ rssBytes: count, uptimeSeconds: count }),
};

export const decisionBody = {
  decisionId: id,
  sessionId: id,
  decisionSha256: sha256.describe('SHA-256 of the signed decision record.'),
  outcome: z.enum(['accept', 'refuse']),
  reasons: z.array(code).max(32).describe('Codes; empty for accept.'),
  tier: z.enum(['A', 'B']).nullable(),
  amountMinor: minor.nullable(),
  currency,
  captures: count,
  durationMs: count,
  packManifestSha256: sha256.nullable(),
  evidenceIndex: count,
  evidenceLeaf: sha256,
};

export const cashBody = {
  payoutId: id,
  sessionId: id,
  decisionSha256: sha256,
  outcome: z.enum(['dispensed', 'short', 'notExecuted', 'suspect', 'unknown', 'settled']),
  requestedMinor: minor,
  dispensedMinor: minor.nullable().describe('What provably left; null = cannot be told.'),
  currency,
  notes: z.array(z.strictObject({ valueMinor: minor, requested: count, exited: count.nullable() })).max(8),
  locked: z.boolean(),
  reversal: z
    .strictObject({ advice: z.enum(['none', 'full', 'partial', 'suspect']), amountMinor: minor.nullable() })
    .describe('What the bank is advised to give back; suspect = nothing before an operator has counted.'),
  evidenceIndex: count.nullable(),
};

export const cashStatusBody = {
  dispenser: z.enum(['online', 'offline', 'hardwareError', 'potentialFraud', 'locked', 'none']),
  locked: z.boolean(),
  lockCode: code.nullable(),
  lockedSince: utc.nullable(),
  cassettes: z
    .array(
      z.strictObject({
        index: count,
        valueMinor: minor,
        dispensed: count,
        rejected: count,
        nearEnd: z.boolean().nullable(),
        empty: z.boolean().nullable(),
        remaining: z.number().int().nullable().describe('Notes by the last recorded load; null = none recorded.'),
      }),
    )
    .max(8),
};

export const checkpointBody = {
  origin: z.string().regex(/^[A-Za-z0-9_./-]{1,128}$/),
  size: count,
  root: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/)
    .describe('RFC 6962 root, base64.'),
  note: z.string().max(1024).describe('C2SP signed note. Keep it: it proves truncation and change behind it.'),
};

export const eventBody = {
  priority: z.int().min(0).max(7),
  fields: z
    .record(
      z.string().regex(/^[a-z][A-Za-z0-9]{0,31}$/),
      z.union([z.string().max(128), z.number(), z.boolean(), z.null()]),
    )
    .describe('Small facts; texts that could hold something personal are withheld.'),
};

export const verbSchema = z.enum(['health', 'info']);
export type Verb = z.infer<typeof verbSchema>;

export const responseBody = {
  verb: z.string().regex(/^[A-Za-z]{1,32}$/),
  id,
  status: z.enum(['ok', 'error']),
  error: code.nullable(),
  data: z.union([z.strictObject(healthBody), z.strictObject(infoBody)]).nullable(),
};
