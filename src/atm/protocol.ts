import { z } from 'zod';

/**
 * The local API between ATM application and board, in XFS4IoT words (CWA 17852; header of interface generation 2.x:
 * `completionCode` and `errorDescription` stand in the header). JSON over ZeroMQ: the ATM application is a DEALER on
 * `atm.endpoint`, events come from the PUB socket `atm.events` as two frames: session id (the topic), JSON.
 *
 * `Common`, `Biometric` and `CashDispenser` names are the standard's; the standard has neither sessions nor a bank's
 * bundle nor an error-rate meaning of a match, so those are vendor commands under `Tellersight.`.
 */
export const ATM_SCHEMA = 'atm@1';
export const PROTOCOL_VERSION = '1.0';
/** A message larger than this is refused without being parsed. */
export const MAX_ATM_MESSAGE_BYTES = 65_536;

/** XFS4IoT completion codes (all of the standard's that this board can give). */
export const completionCodeSchema = z.enum([
  'success',
  'commandErrorCode',
  'canceled',
  'deviceNotReady',
  'hardwareError',
  'internalError',
  'invalidCommand',
  'invalidRequestID',
  'timeOut',
  'unsupportedCommand',
  'invalidData',
  'userError',
  'unsupportedData',
  'fraudAttempt',
  'sequenceError',
  'authorisationRequired',
  'noCommandNonce',
  'invalidToken',
  'invalidTokenNonce',
  'invalidTokenHMAC',
  'invalidTokenFormat',
  'invalidTokenKeyNoValue',
]);
export type CompletionCode = z.infer<typeof completionCodeSchema>;

const requestId = z.number().int().min(1).max(2_147_483_647);
const sessionId = z.string().regex(/^session_[0-9a-f]{20}$/);
const amountMinor = z.number().int().min(1).max(1_000_000_000);
const currency = z.string().regex(/^[A-Z]{3}$/);
const nonce = z.string().regex(/^[0-9A-F]{32}$/);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const jws = z.string().min(1).max(32_768);

export const commandHeaderSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z]{1,32}\.[A-Za-z]{1,32}$/),
  /** Chosen by the client, never reused for another command: a repeated command gets the same answer, once. */
  requestId,
  type: z.literal('command'),
  version: z.string().max(8).default(PROTOCOL_VERSION),
  /** Milliseconds; 0 or absent = the board's own deadlines. */
  timeout: z.number().int().min(0).max(600_000).optional(),
});
export const commandMessageSchema = z.strictObject({
  header: commandHeaderSchema,
  payload: z.record(z.string(), z.unknown()).default({}),
});
export type CommandMessage = z.infer<typeof commandMessageSchema>;

// ---- parts of answers ----

/** Where the customer can always go: there is no refusal without it (R23). */
export const nonFaceRouteSchema = z.enum(['card', 'counter']);

/** A text the ATM application shows in the customer's language; it never tells which check failed. */
export const customerTextSchema = z.enum([
  'useCard',
  'useCardOrAskLess',
  'tryAgain',
  'standAlone',
  'tooBright',
  'waitAndTryAgain',
  'visitBank',
]);
export type CustomerText = z.infer<typeof customerTextSchema>;

/** What every completion that is not a success carries. `code` is a key of docs/events.md. */
export const problemSchema = z.object({
  code: z.string().max(64),
  hint: z.string().max(1000),
  customerText: customerTextSchema,
  nonFaceRoute: nonFaceRouteSchema,
});

/** The signed decision; the bank verifies it with the board's public key and binds its SHA-256 into the token. */
export const decisionAnswerSchema = z.object({
  accepted: z.boolean(),
  reasons: z.array(z.string().max(64)).max(64),
  /** Compact JWS, decision@1 (teller/decision.ts). */
  decision: jws,
  decisionSha256: sha256,
  /** Seconds within which Dispense must arrive; 0 when refused. */
  lifetimeS: z.number().int().min(0),
  /** True when the same session may capture again. */
  retry: z.boolean(),
});
export type DecisionAnswer = z.infer<typeof decisionAnswerSchema>;

const sessionOnly = z.strictObject({ sessionId });

/** Payloads of commands and of their successful completions. */
export const commands = {
  'Common.Status': {
    command: z.strictObject({}),
    success: z.object({
      device: z.enum(['online', 'offline', 'deviceBusy', 'hardwareError', 'potentialFraud']),
      session: z.string().nullable(),
      vision: z.enum(['online', 'offline']),
      dispenser: z.string(),
      faceRoute: z.boolean(),
      problems: z.array(z.string()),
    }),
  },
  'Common.Capabilities': {
    command: z.strictObject({}),
    success: z.object({
      schema: z.literal(ATM_SCHEMA),
      terminal: z.string(),
      currency,
      commands: z.array(z.string()),
      endToEndSecurity: z.object({
        required: z.literal('always'),
        commands: z.array(z.string()),
        responseSecurityEnabled: z.literal(true),
        commandNonceTimeout: z.number().int(),
      }),
      verification: z.object({
        embedderSha256: sha256.nullable(),
        tiers: z.array(
          z.object({ limitMinor: z.number().int(), fmr: z.number(), phoneFactor: z.boolean(), threshold: z.number() }),
        ),
        illuminatorCoded: z.boolean().nullable(),
      }),
      statements: z.array(z.string()),
    }),
  },
  'Common.GetCommandNonce': { command: sessionOnly, success: z.object({ commandNonce: nonce }) },
  'Tellersight.OpenSession': {
    command: z.strictObject({}),
    success: z.object({
      sessionId,
      commandNonce: nonce,
      nonceLifetimeS: z.number().int(),
      terminal: z.string(),
      currency,
      embedderSha256: sha256,
      /** Public JWKs: `sign` verifies decisions, `encrypt` seals templates to this board. */
      publicKeys: z.object({
        sign: z.record(z.string(), z.unknown()),
        encrypt: z.record(z.string(), z.unknown()),
      }),
    }),
  },
  'Tellersight.SubmitBundle': {
    command: z.strictObject({ sessionId, bundle: z.string().min(1).max(49_152), amountMinor, currency }),
    success: z.object({ sessionId, tier: z.enum(['A', 'B']), attemptsLeft: z.number().int() }),
  },
  /** Opens the cameras and measures. Completes when the capture has ended. */
  'Biometric.Read': {
    command: sessionOnly,
    success: z.object({
      sessionId,
      captureId: z.string(),
      /** Whatever it is, Match comes next: every capture ends in a signed decision. */
      outcome: z.enum(['complete', 'poorQuality', 'noFace', 'cancelled']),
    }),
  },
  /** Verifies (1:1) the last capture against the bundle's template and signs the decision. */
  'Biometric.Match': {
    command: z.strictObject({ sessionId, compareMode: z.literal('verify').default('verify') }),
    success: decisionAnswerSchema,
  },
  'CashDispenser.Dispense': {
    command: z.strictObject({
      sessionId,
      token: z.string().min(1).max(1024),
      amountMinor,
      currency,
      /** True only after the customer pressed a key: a passive biometric needs an active confirmation (R1). */
      confirmed: z.boolean(),
    }),
    success: z.object({ sessionId, payoutId: z.string(), dispensedMinor: z.number().int(), currency }),
  },
  /** Signed proof of what came out: the bank books what this token says, nothing else. */
  'CashDispenser.GetPresentStatus': {
    command: z.strictObject({ sessionId, nonce }),
    success: z.object({ sessionId, token: z.string().max(1024) }),
  },
  'Tellersight.CloseSession': { command: sessionOnly, success: z.object({ sessionId }) },
  /** Ends a running Read; a payout that has begun is never cancelled. */
  'Common.Cancel': { command: sessionOnly, success: z.object({ sessionId, cancelled: z.boolean() }) },
} as const;

export type CommandName = keyof typeof commands;
export type CommandPayload<N extends CommandName> = z.input<(typeof commands)[N]['command']>;
export type ParsedPayload<N extends CommandName> = z.output<(typeof commands)[N]['command']>;
export type SuccessPayload<N extends CommandName> = z.output<(typeof commands)[N]['success']>;
export const commandNames = Object.keys(commands) as CommandName[];

export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(commands, name);
}

/** What a completion carries beside the success payload. */
export const failurePayloadSchema = z.object({
  problem: problemSchema,
  /** Present when a decision record was signed for the refusal. */
  decision: decisionAnswerSchema.optional(),
  /** Present when notes may have moved. */
  payout: z
    .object({
      payoutId: z.string(),
      outcome: z.enum(['dispensed', 'short', 'notExecuted', 'suspect', 'unknown']),
      dispensedMinor: z.number().int().nullable(),
      locked: z.boolean(),
      /** What to do with the debit: `amountMinor` goes back; suspect = nothing goes back before an operator has counted. */
      reversal: z.object({
        advice: z.enum(['none', 'full', 'partial', 'suspect']),
        amountMinor: z.number().int().nullable(),
      }),
    })
    .optional(),
});
export type FailurePayload = z.infer<typeof failurePayloadSchema>;

export const acknowledgeSchema = z.object({
  header: z.object({
    name: z.string(),
    /** 0 when the message had none that could be read. */
    requestId: z.number().int().min(0),
    type: z.literal('acknowledge'),
    version: z.string(),
    /** Present = the command was not taken and no completion follows. */
    status: z.enum(['invalidMessage', 'invalidRequestID', 'tooManyRequests']).optional(),
  }),
  payload: z.object({ problem: problemSchema.optional() }),
});
export const completionSchema = z.object({
  header: z.object({
    name: z.string(),
    requestId,
    type: z.literal('completion'),
    version: z.string(),
    completionCode: completionCodeSchema,
    errorDescription: z.string().max(1000).optional(),
  }),
  payload: z.record(z.string(), z.unknown()),
});
export const answerSchema = z.union([acknowledgeSchema, completionSchema]);
export type Acknowledge = z.infer<typeof acknowledgeSchema>;
export type Completion = z.infer<typeof completionSchema>;

/** Payloads of events. Events help the customer; nothing that decides about money depends on one arriving. */
export const events = {
  'Biometric.PresentSubjectEvent': z.object({ captureId: z.string() }),
  'Biometric.SubjectDetectedEvent': z.object({ captureId: z.string() }),
  'Tellersight.GuidanceEvent': z.object({ captureId: z.string(), guidance: z.string() }),
  'CashDispenser.StartDispenseEvent': z.object({ payoutId: z.string() }),
  'CashDispenser.IncompleteDispenseEvent': z.object({
    payoutId: z.string(),
    outcome: z.string(),
    dispensedMinor: z.number().int().nullable(),
  }),
  'CashManagement.ItemsPresentedEvent': z.object({ payoutId: z.string() }),
  'Tellersight.SessionClosedEvent': z.object({ reason: z.string() }),
} as const;
export type EventName = keyof typeof events;
export type EventPayload<N extends EventName> = z.infer<(typeof events)[N]>;

export const eventMessageSchema = z.object({
  header: z.object({
    name: z.string(),
    type: z.enum(['event', 'unsolicited']),
    version: z.string(),
    /** Of the command the event belongs to, where there is one. */
    requestId: requestId.optional(),
  }),
  payload: z.record(z.string(), z.unknown()),
});
export type EventMessage = z.infer<typeof eventMessageSchema>;
