import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { TellersightError } from '../lib/errors.ts';
import { type LocatedPack, listPacks } from '../vision/pack/locate.ts';

/** Detached Ed25519 signature (RFC 8032, 64 bytes) over the bytes of manifest.json, which pins every file. */
export const SIGNATURE_FILE = 'manifest.sig';
const SIGNATURE_BYTES = 64;

/** What says that a pack is what its maker made. */
export type Seal =
  | { readonly kind: 'builtIn' }
  | { readonly kind: 'signed'; readonly signer: string }
  | { readonly kind: 'unknownSigner' }
  | { readonly kind: 'unsigned' };

export function sealText(seal: Seal): string {
  if (seal.kind === 'signed') return `signed by ${seal.signer}`;
  return { builtIn: 'part of the product', unknownSigner: 'unknown signer', unsigned: 'not signed' }[seal.kind];
}

export interface Trust {
  /** Name -> base64 of the SubjectPublicKeyInfo, as in the configuration. */
  readonly signers: Readonly<Record<string, string>>;
  /** terminal.bench: packs without a good signature are taken, too. */
  readonly bench: boolean;
  /** Take the pack from this signer only. */
  readonly signer?: string | undefined;
}

/** The manifest's bytes, which are those that were parsed. Throws PACK_DAMAGED when the file changed since. */
export function manifestBytes({ folder, manifestSha256 }: LocatedPack): Buffer {
  const bytes = readFileSync(join(folder, 'manifest.json'));
  if (createHash('sha256').update(bytes).digest('hex') === manifestSha256) return bytes;
  throw new TellersightError('PACK_DAMAGED', `${join(folder, 'manifest.json')} changed while it was read`);
}

/**
 * A manifest of the product itself needs no signature: the product's own files are as trusted as the code that reads
 * them (R26), and every model is pinned by it, wherever its file lies.
 */
export function sealOf(located: LocatedPack, signers: Trust['signers']): Seal {
  const manifest = manifestBytes(located);
  if (builtInDigests().has(located.manifestSha256)) return { kind: 'builtIn' };
  const path = join(located.folder, SIGNATURE_FILE);
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) return { kind: 'unsigned' };
  if (found.size !== SIGNATURE_BYTES) return { kind: 'unknownSigner' };
  const signature = readFileSync(path);
  const signer = Object.entries(signers).find(([, key]) =>
    verify(
      null,
      manifest,
      createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }),
      signature,
    ),
  );
  return signer ? { kind: 'signed', signer: signer[0] } : { kind: 'unknownSigner' };
}

/** Throws PACK_UNSIGNED or PACK_SIGNER_UNKNOWN for a pack that this board must not use. */
export function requireTrust(located: LocatedPack, trust: Trust): Seal {
  const { name, version } = located.manifest;
  const seal = sealOf(located, trust.signers);
  if (trust.signer !== undefined) {
    if (seal.kind === 'signed' && seal.signer === trust.signer) return seal;
    throw new TellersightError('PACK_SIGNER_UNKNOWN', `${name} ${version} is not signed by ${trust.signer}`);
  }
  if (trust.bench || seal.kind === 'builtIn' || seal.kind === 'signed') return seal;
  if (seal.kind === 'unsigned') throw new TellersightError('PACK_UNSIGNED', `${name} ${version} is not signed`);
  const pinned = Object.keys(trust.signers).join(', ') || 'nobody';
  throw new TellersightError('PACK_SIGNER_UNKNOWN', `${name} ${version} is not signed by a pinned signer (${pinned})`);
}

let digests: ReadonlySet<string> | undefined;

function builtInDigests(): ReadonlySet<string> {
  digests ??= new Set(
    listPacks().map((folder) =>
      createHash('sha256')
        .update(readFileSync(join(folder, 'manifest.json')))
        .digest('hex'),
    ),
  );
  return digests;
}
