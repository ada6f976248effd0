import { createPrivateKey, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TellersightError } from '../lib/errors.ts';

/** The board's Ed25519 private key from a JWK file. @throws KEY_UNREADABLE */
export function readSigningKey(path: string): KeyObject {
  return readKey(path, (jwk) => createPrivateKey({ key: jwk, format: 'jwk' }));
}

/** An Ed25519 public key from a JWK file (a private JWK serves too). @throws KEY_UNREADABLE */
export function readVerifyKey(path: string): KeyObject {
  return readKey(path, (jwk) => createPublicKey({ key: jwk, format: 'jwk' }));
}

function readKey(path: string, make: (jwk: webcrypto.JsonWebKey) => KeyObject): KeyObject {
  try {
    const jwk = JSON.parse(readFileSync(path, 'utf8')) as webcrypto.JsonWebKey;
    if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519') throw new Error('not an Ed25519 key (kty OKP, crv Ed25519)');
    return make(jwk);
  } catch (error) {
    throw new TellersightError('KEY_UNREADABLE', `key ${path}: ${(error as Error).message}`, { cause: error });
  }
}
