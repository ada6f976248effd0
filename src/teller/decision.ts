import { createHash, type KeyObject } from 'node:crypto';
import { CompactSign, type CryptoKey, compactVerify } from 'jose';
import { z } from 'zod';
import { cameraIdentitySchema, packIdentitySchema } from '../vision/observation.ts';

/**
 * The decision record (architecture section 4.3): what was decided and everything it was decided on, signed by this
 * board as a compact JWS. The bank verifies it and puts its SHA-256 into the dispense token (R18). The similarity is
 * evidence and stands in this record; it appears nowhere else, neither in logs nor in topics.
 */
export const DECISION_SCHEMA = 'decision@1';
export const DECISION_TYPE = 'tellersight-decision+jws';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const number = z.number().refine(Number.isFinite, 'must be finite');
const bit = z.union([z.literal(0), z.literal(1)]);
const code = z.string().regex(/^[A-Z][A-Z0-9_]{1,63}$/);

const thresholdSchema = z.object({
  askedFmr: number,
  /** Cosine, from the calibration whose embedder is `models.embedderSha256`. */
  threshold: number,
  support: z.object({
    group: z.string(),
    impostorPairs: z.number().int(),
    errors: z.number().int(),
    upper95: number,
    unsupportedGroups: z.array(z.string()),
  }),
});

export const decisionSchema = z.object({
  schema: z.literal(DECISION_SCHEMA),
  decisionId: z.string(),
  sessionId: z.string(),
  terminal: z.string(),
  software: z.string(),
  /** `claim` = refused before a camera opened. */
  stage: z.enum(['claim', 'capture']),
  accepted: z.boolean(),
  /** Every reason of every rule; empty exactly when accepted. */
  reasons: z.array(code),
  /** Where the customer can go instead (R23). */
  nonFaceRoute: z.literal('card'),
  amountMinor: z.number().int(),
  currency: z.string(),
  tier: z.enum(['A', 'B']).nullable(),
  nonce: z.string(),
  bundleSha256: sha256.nullable(),
  /** The bank's pseudonym and what it stated; null when the bundle itself was refused. */
  claims: z
    .object({
      account: z.string(),
      idStatus: z.string().nullable(),
      idStatusAgeS: number.nullable(),
      consent: z.object({ id: z.string(), version: z.string(), purpose: z.string() }).nullable(),
      phone: z.object({ verified: z.boolean(), independent: z.boolean() }).nullable(),
    })
    .nullable(),
  attempts: z
    .object({ sessionFailures: z.number().int(), sessionPoor: z.number().int(), consecutiveFailures: z.number().int() })
    .nullable(),
  capture: z
    .object({
      captureId: z.string(),
      outcome: z.enum(['complete', 'poorQuality', 'noFace', 'cancelled', 'failed']),
      /** Catalog code of the fault that ended it; null = none. */
      fault: code.nullable(),
      durationMs: number,
      pairs: z.number().int(),
      usable: z.number().int(),
      invalidShare: number,
      crowdShare: number,
      maxSkewUs: number,
      correspondence: number.nullable(),
      litPairs: z.number().int(),
      irFaceShare: number,
      ambientLuma: number.nullable(),
      irDifference: number.nullable(),
      padRgb: number.nullable(),
      padIr: number.nullable(),
      padThresholds: z.object({ rgb: number, ir: number }),
      /** The light code as drawn and as read from the face; null = a bit that could not be read (R13). */
      code: z.object({ sent: z.array(bit), recovered: z.array(bit.nullable()) }).nullable(),
    })
    .nullable(),
  match: thresholdSchema.extend({ score: number.nullable() }).nullable(),
  models: packIdentitySchema.nullable(),
  cameras: z.array(cameraIdentitySchema),
  /** Where frames came from: only `v4l2` is a camera rig. */
  source: z.enum(['v4l2', 'scene', 'replay']).nullable(),
  illuminator: z.object({ kind: z.string(), coded: z.boolean() }).nullable(),
  decidedUtc: z.iso.datetime({ precision: 3 }),
  /** CLOCK_MONOTONIC of this boot, milliseconds. */
  decidedMonotonicMs: number,
  lifetimeS: z.number().int(),
});
export type Decision = z.infer<typeof decisionSchema>;

export interface SignedDecision {
  readonly record: Decision;
  /** Compact JWS. */
  readonly jws: string;
  /** SHA-256 of the compact JWS, lower-case hex: what the token carries. */
  readonly sha256: string;
}

/** Validates and signs. A record that is not decision@1 is a fault of ours and is not signed. */
export async function signDecision(record: Decision, key: KeyObject, kid: string): Promise<SignedDecision> {
  const payload = new TextEncoder().encode(JSON.stringify(decisionSchema.parse(record)));
  const jws = await new CompactSign(payload).setProtectedHeader({ alg: 'EdDSA', typ: DECISION_TYPE, kid }).sign(key);
  return { record, jws, sha256: decisionSha256(jws) };
}

export function decisionSha256(jws: string): string {
  return createHash('sha256').update(jws).digest('hex');
}

/** The bank's side. Rejects (with jose's error) on a wrong signature or algorithm and on a record of another form. */
export async function verifyDecision(jws: string, boardKey: KeyObject | CryptoKey): Promise<Decision> {
  const { payload } = await compactVerify(jws, boardKey, { algorithms: ['EdDSA'] });
  return decisionSchema.parse(JSON.parse(new TextDecoder().decode(payload)));
}
