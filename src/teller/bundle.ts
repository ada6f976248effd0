import { createHash } from 'node:crypto';
import { type CryptoKey, compactVerify, decodeProtectedHeader, errors, type KeyObject } from 'jose';
import { z } from 'zod';
import { TellersightError } from '../lib/errors.ts';
import { limits } from './policy/limits.ts';

/**
 * The verification bundle (architecture section 1, step 3): a compact JWS, EdDSA, by the bank, for one terminal, one
 * nonce, one account. What the policy judges (consent, ID status, phone) may be null here, so that its absence is
 * reported as what it is and not as a malformed bundle.
 */
export const BUNDLE_SCHEMA = 'bundle@1';
export const BUNDLE_TYPE = 'tellersight-bundle+jws';
export const MAX_BUNDLE_BYTES = 49_152;
/** No bundle may live longer than this, whatever the bank wrote, seconds. */
export const MAX_BUNDLE_LIFETIME_S = 300;

/** Seconds since 1970, UTC (JWT NumericDate). */
const seconds = z.number().int().min(0).max(99_999_999_999);
const shortText = z.string().min(1).max(64);

export const bundleClaimsSchema = z.strictObject({
  schema: z.literal(BUNDLE_SCHEMA),
  iss: shortText,
  /** Terminal id. */
  aud: shortText,
  /** The session's command nonce. */
  nonce: z.string().max(64),
  iat: seconds,
  exp: seconds,
  /** Pseudonym of the account at this terminal, chosen by the bank; no account number. */
  account: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/),
  idStatus: z
    .strictObject({ status: z.enum(['valid', 'lost', 'superseded', 'unknown']), checkedAt: seconds })
    .nullable(),
  consent: z.strictObject({ id: shortText, version: shortText, purpose: shortText }).nullable(),
  /** Facts about the phone factor; null = none was used. `verified` = possession was proven in this transaction. */
  phone: z
    .strictObject({
      verified: z.boolean(),
      nameMatched: z.boolean(),
      boundAt: seconds,
      boundInOpeningSession: z.boolean(),
      accountOpenedAt: seconds,
    })
    .nullable(),
  limits: z.strictObject({ maxMinor: z.number().int().min(0).max(1_000_000_000), currency: z.string().length(3) }),
  /** Compact JWE to the board's key; see template.ts. */
  template: z.string().min(1).max(40_000),
});
export type BundleClaims = z.infer<typeof bundleClaimsSchema>;

export interface Bundle {
  readonly claims: BundleClaims;
  /** SHA-256 of the compact JWS, lower-case hex. */
  readonly sha256: string;
}

export interface BundleExpectation {
  readonly bankKey: CryptoKey | KeyObject;
  readonly terminal: string;
  readonly nonce: string;
  /** Seconds since 1970, UTC. */
  readonly nowS: number;
}

/**
 * Verifies a bundle: size, algorithm, signature, claims, audience, nonce, times, in this order, so that nothing
 * unauthenticated is interpreted.
 *
 * @throws BUNDLE_TOO_LARGE, _MALFORMED, _ALGORITHM, _SIGNATURE, _AUDIENCE, _NONCE, _FROM_FUTURE, _EXPIRED
 */
export async function openBundle(jws: string, expected: BundleExpectation): Promise<Bundle> {
  if (Buffer.byteLength(jws) > MAX_BUNDLE_BYTES) {
    throw new TellersightError('BUNDLE_TOO_LARGE', `the bundle has more than ${MAX_BUNDLE_BYTES} bytes`);
  }
  refuseAlgorithm(jws);
  const claims = parseClaims(await verifiedPayload(jws, expected.bankKey));
  if (claims.aud !== expected.terminal)
    throw new TellersightError('BUNDLE_AUDIENCE', 'the bundle is for another terminal');
  if (claims.nonce !== expected.nonce) throw new TellersightError('BUNDLE_NONCE', 'the bundle carries another nonce');
  checkTimes(claims, expected.nowS);
  return { claims, sha256: createHash('sha256').update(jws).digest('hex') };
}

/** The header is read before the signature only to give "none" and its kin a name of their own in the log. */
function refuseAlgorithm(jws: string): void {
  let header: { alg?: string; crit?: string[] };
  try {
    header = decodeProtectedHeader(jws);
  } catch (cause) {
    throw new TellersightError('BUNDLE_MALFORMED', 'the bundle is no compact JWS', { cause });
  }
  if (header.alg !== 'EdDSA') throw new TellersightError('BUNDLE_ALGORITHM', 'only EdDSA is accepted');
}

async function verifiedPayload(jws: string, key: CryptoKey | KeyObject): Promise<Uint8Array> {
  try {
    const { payload } = await compactVerify(jws, key, { algorithms: ['EdDSA'] });
    return payload;
  } catch (cause) {
    const wrong = cause instanceof errors.JWSSignatureVerificationFailed;
    throw new TellersightError(
      wrong ? 'BUNDLE_SIGNATURE' : 'BUNDLE_MALFORMED',
      wrong ? 'the signature does not verify' : 'the bundle is no valid JWS',
      { cause },
    );
  }
}

function parseClaims(payload: Uint8Array): BundleClaims {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch {
    // Without its cause: the parser quotes the text, which is about a person.
    throw new TellersightError('BUNDLE_MALFORMED', 'the claims are no JSON');
  }
  const parsed = bundleClaimsSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  // The path only: a value could be about a person.
  const path = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new TellersightError('BUNDLE_MALFORMED', `claim "${path}" is not as bundle@1 says`);
}

function checkTimes({ iat, exp }: BundleClaims, nowS: number): void {
  if (iat > nowS + limits.clockToleranceS) throw new TellersightError('BUNDLE_FROM_FUTURE', 'signed later than now');
  if (!(nowS < exp)) throw new TellersightError('BUNDLE_EXPIRED', 'the bundle is expired');
  if (exp - iat > MAX_BUNDLE_LIFETIME_S || exp <= iat) {
    throw new TellersightError('BUNDLE_EXPIRED', `a bundle may live at most ${MAX_BUNDLE_LIFETIME_S} s`);
  }
}
