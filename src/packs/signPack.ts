import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../evidence/durable.ts';
import { TellersightError } from '../lib/errors.ts';
import { locatePack } from '../vision/pack/locate.ts';
import { readVerified } from '../vision/pack/readVerified.ts';
import { pinnedFiles } from './pinnedFiles.ts';
import { manifestBytes, SIGNATURE_FILE } from './seal.ts';

/**
 * Signs a pack for installation: every file must be the one that its manifest names, so that no maker signs what he did
 * not mean. Returns the line for [packs.signers] of the boards.
 *
 * @throws KEY_UNREADABLE, PACK_NOT_FOUND, PACK_MANIFEST, PACK_FILE_MISSING, PACK_DAMAGED
 */
export async function signPack(folder: string, keyFile: string): Promise<string> {
  const key = readSigningKey(keyFile);
  const located = locatePack(folder);
  for (const file of pinnedFiles(located.manifest)) readVerified([located.folder], file);
  await replaceFile(join(located.folder, SIGNATURE_FILE), sign(null, manifestBytes(located), key), 0o644);
  return createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
}

/** Ed25519, PKCS#8 PEM: what `openssl genpkey -algorithm ed25519` writes. */
function readSigningKey(path: string): KeyObject {
  const hint = 'Make one with `openssl genpkey -algorithm ed25519 -out KEY`.';
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch {
    // Without its cause: it may quote the file, which may be a private key.
  }
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new TellersightError('KEY_UNREADABLE', `${path} is not an Ed25519 private key (PEM)`, { hint });
}
