import type { KeyObject } from 'node:crypto';
import { generateKeyPairSync } from 'node:crypto';
import { CompactEncrypt, CompactSign, importJWK, type JWK } from 'jose';
import { BUNDLE_SCHEMA, BUNDLE_TYPE, type BundleClaims } from '../../teller/bundle.ts';
import { CONSENT_PURPOSE } from '../../teller/policy/consent.ts';
import { TEMPLATE_TYPE, type TemplateBinding } from '../../teller/template.ts';
import type { Account } from './account.ts';
import type { Misbehaviour } from './misbehaviour.ts';

/** What the ATM application brings: the claim, and what the board said when it opened the session. */
export interface BundleRequest {
  /** Phone or ID number as typed by the customer; the board never sees it. */
  readonly claim: string;
  readonly terminal: string;
  readonly nonce: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly embedderSha256: string;
  /** Did the customer agree to a face verification for this withdrawal? */
  readonly consent: boolean;
  /** The code that was sent to the customer's phone came back right (null = none was asked for). */
  readonly phoneCode: string | null;
}

export interface BundleInput {
  readonly request: BundleRequest;
  readonly account: Account;
  readonly pseudonym: string;
  readonly boardKey: JWK;
  readonly sign: KeyObject;
  readonly misbehaviour: Misbehaviour;
}

const LIFETIME_S = 120;

/** Builds bundle@1: the claims, with the template inside, signed for one terminal and one nonce. */
export async function buildBundle(input: BundleInput): Promise<string> {
  const nowS = Math.floor(Date.now() / 1000);
  const good: BundleClaims = {
    schema: BUNDLE_SCHEMA,
    iss: 'simulated-bank',
    aud: input.request.terminal,
    nonce: input.request.nonce,
    iat: nowS,
    exp: nowS + LIFETIME_S,
    account: input.pseudonym,
    idStatus: { status: input.account.idStatus, checkedAt: nowS },
    consent: input.request.consent ? { id: `consent-${nowS}`, version: '2025-06', purpose: CONSENT_PURPOSE } : null,
    phone: phoneClaims(input),
    limits: { maxMinor: input.account.limitMinor, currency: input.account.currency },
    template: await sealTemplate(input, nowS),
  };
  return sign(spoilClaims(good, input.misbehaviour, nowS), input);
}

/** A phone is stated only when its code came back right; the facts about it are stated as they are. */
function phoneClaims({ request, account }: BundleInput): BundleClaims['phone'] {
  if (request.phoneCode === null || !account.phone) return null;
  return { verified: true, accountOpenedAt: account.openedAt, ...account.phone };
}

/** The template leaves the bank only sealed to this board and bound to this transaction (R22). */
async function sealTemplate({ request, account, pseudonym, boardKey, misbehaviour }: BundleInput, nowS: number) {
  const good: TemplateBinding = {
    account: pseudonym,
    terminal: request.terminal,
    nonce: request.nonce,
    exp: nowS + LIFETIME_S,
    embedderSha256: account.embedderSha256,
  };
  const wrong: Partial<Record<Misbehaviour, Partial<TemplateBinding>>> = {
    templateOtherAccount: { account: 'somebody-else' },
    templateOtherTerminal: { terminal: 'OTHER' },
    templateOtherNonce: { nonce: '0'.repeat(32) },
    templateOtherModel: { embedderSha256: '0'.repeat(64) },
    templateExpired: { exp: nowS - 1 },
  };
  const plaintext = Buffer.alloc(account.embedding.length * 4);
  account.embedding.forEach((value, i) => void plaintext.writeFloatLE(value, i * 4));
  const jwe = await new CompactEncrypt(plaintext)
    .setProtectedHeader({
      alg: 'ECDH-ES',
      enc: 'A256GCM',
      typ: TEMPLATE_TYPE,
      tellersight: { ...good, ...wrong[misbehaviour] },
    })
    .encrypt(await importJWK(boardKey, 'ECDH-ES'));
  plaintext.fill(0);
  return misbehaviour === 'templateDamaged' ? damage(jwe) : jwe;
}

/** One changed character of the ciphertext. */
function damage(jwe: string): string {
  const parts = jwe.split('.');
  const text = parts[3]!;
  parts[3] = (text[0] === 'A' ? 'B' : 'A') + text.slice(1);
  return parts.join('.');
}

function spoilClaims(good: BundleClaims, misbehaviour: Misbehaviour, nowS: number): Record<string, unknown> {
  const wrong: Partial<Record<Misbehaviour, Record<string, unknown>>> = {
    wrongAudience: { aud: 'OTHER' },
    wrongNonce: { nonce: '0'.repeat(32) },
    expiredBundle: { iat: nowS - 200, exp: nowS - 80 },
    futureBundle: { iat: nowS + 3600, exp: nowS + 3700 },
    longLivedBundle: { exp: nowS + 86_400 },
    oversizedBundle: { padding: 'x'.repeat(40_000) },
    staleIdStatus: { idStatus: { status: 'valid', checkedAt: nowS - 61 } },
    missingIdStatus: { idStatus: null },
    noConsent: { consent: null },
    otherPurpose: { consent: { id: 'consent-1', version: '1', purpose: 'marketing' } },
  };
  return { ...good, ...wrong[misbehaviour] };
}

async function sign(claims: Record<string, unknown>, { sign: key, misbehaviour }: BundleInput): Promise<string> {
  const payload = Buffer.from(JSON.stringify(claims));
  if (misbehaviour === 'algNone') {
    const header = Buffer.from(JSON.stringify({ alg: 'none', typ: BUNDLE_TYPE })).toString('base64url');
    return `${header}.${payload.toString('base64url')}.`;
  }
  const signer = misbehaviour === 'wrongSignature' ? generateKeyPairSync('ed25519').privateKey : key;
  return new CompactSign(payload).setProtectedHeader({ alg: 'EdDSA', typ: BUNDLE_TYPE }).sign(signer);
}
