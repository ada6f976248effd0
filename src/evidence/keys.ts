import { createPrivateKey, createPublicKey, type KeyObject, type webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TellersightError } from '../lib/errors.ts';

const HINT = 'The public key is `publicKeys.sign` of any session of this board; the bank keeps it.';

/** The board's Ed25519 private key from a JWK file. @throws KEY_UNREADABLE */
export function readSigningKey(path: string): KeyObject {
  return readKey(path, (jwk) => createPrivateKey({ key: jwk, format: 'jwk' }));
}

/** An Ed25519 public key from a JWK file (a private JWK serves too). @throws KEY_UNREADABLE */
export function readVerifyKey(path: string): KeyObject {
  return readKey(path, (jwk) => createPublicKey({ key: jwk, format: 'jwk' }));
}

function readKey(path: string, make: (jwk: webcrypto.JsonWebKey) => KeyObject): KeyObject {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TellersightError('KEY_UNREADABLE', `key ${path} cannot be read`, { cause, hint: HINT });
  }
  try {
    const jwk = JSON.parse(text) as webcrypto.JsonWebKey;
    if (jwk.kty === 'OKP' && jwk.crv === 'Ed25519') return make(jwk);
  } catch {
    // Without its cause: the parser quotes the text, which may be a private key.
  }
  throw new TellersightError('KEY_UNREADABLE', `${path} is not an Ed25519 key (JWK)`, { hint: HINT });
}
