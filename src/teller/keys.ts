import { createPrivateKey, createPublicKey, hkdfSync, type KeyObject, type webcrypto } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { calculateJwkThumbprint, type JWK } from 'jose';
import type { Config } from '../config/schema.ts';
import { TellersightError } from '../lib/errors.ts';

/** The five keys of the [keys] section, loaded. Private parts stay KeyObjects: they print as nothing. */
export interface Keys {
  readonly bankVerify: KeyObject;
  readonly boardDecrypt: KeyObject;
  readonly boardSign: KeyObject;
  /** XFSAuthenticateHost, raw bytes. */
  readonly tokenHmac: Uint8Array;
  /** XFSAuthenticateDevice, raw bytes. */
  readonly presentHmac: Uint8Array;
  /** Keys the disk's account pseudonyms; derived, so that there is no sixth file to lose. */
  readonly attemptsSecret: Uint8Array;
  /** What the bank needs: `sign` verifies decisions, `encrypt` seals templates. */
  readonly publicJwks: { readonly sign: JWK; readonly encrypt: JWK };
}

/** @throws KEY_UNREADABLE, KEY_TOO_OPEN */
export async function loadKeys(paths: Config['keys']): Promise<Keys> {
  const boardSign = privateKey(paths.board_sign, ['Ed25519']);
  const boardDecrypt = privateKey(paths.board_decrypt, ['X25519', 'P-256']);
  const seed = boardSign.export({ format: 'jwk' }).d!;
  return {
    bankVerify: publicKey(paths.bank_verify),
    boardDecrypt,
    boardSign,
    tokenHmac: hexKey(paths.token_hmac),
    presentHmac: hexKey(paths.present_hmac),
    attemptsSecret: new Uint8Array(hkdfSync('sha256', seed, '', 'tellersight/attempts/1', 32)),
    publicJwks: {
      sign: await publicJwk(boardSign, 'sig', 'EdDSA'),
      encrypt: await publicJwk(boardDecrypt, 'enc', 'ECDH-ES'),
    },
  };
}

async function publicJwk(key: KeyObject, use: string, alg: string): Promise<JWK> {
  const jwk = createPublicKey(key).export({ format: 'jwk' }) as JWK;
  return { ...jwk, use, alg, kid: await calculateJwkThumbprint(jwk) };
}

function privateKey(path: string, curves: readonly string[]): KeyObject {
  refuseOpenFile(path);
  return read(path, (text) => {
    const jwk = JSON.parse(text) as webcrypto.JsonWebKey;
    if (!curves.includes(jwk.crv ?? '')) throw new Error(`its curve is not ${curves.join(' or ')}`);
    return createPrivateKey({ key: jwk, format: 'jwk' });
  });
}

function publicKey(path: string): KeyObject {
  return read(path, (text) => {
    const jwk = JSON.parse(text) as webcrypto.JsonWebKey;
    if (jwk.crv !== 'Ed25519') throw new Error('its curve is not Ed25519');
    if (jwk.d !== undefined) throw new Error("it holds the bank's private key, which must never be on a board");
    return createPublicKey({ key: jwk, format: 'jwk' });
  });
}

function hexKey(path: string): Uint8Array {
  refuseOpenFile(path);
  return read(path, (text) => {
    const hex = text.trim();
    if (!/^[0-9A-Fa-f]{64}$/.test(hex)) throw new Error('it is not 64 hex digits (256 bits)');
    return new Uint8Array(Buffer.from(hex, 'hex'));
  });
}

/**
 * Private keys must be closed to group and others, as ssh demands it of its own. systemd keeps credentials on a ramfs
 * of their own that only the unit enters, and opens them by an ACL whose mask reads as group permission.
 */
function refuseOpenFile(path: string): void {
  const mode = read(path, () => statSync(path).mode & 0o777);
  const credentials = process.env.CREDENTIALS_DIRECTORY;
  const allowed = credentials && path.startsWith(`${credentials}/`) ? 0o740 : 0o700;
  if ((mode & ~allowed) !== 0) {
    throw new TellersightError('KEY_TOO_OPEN', `${path} has mode ${mode.toString(8)}; private keys need 600 or less`);
  }
}

/** The parser's own message may quote key material, so only ours is passed on. */
function read<T>(path: string, parse: (text: string) => T): T {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new TellersightError('KEY_UNREADABLE', `${path} cannot be read`, { cause });
  }
  try {
    return parse(text);
  } catch (error) {
    const why = error instanceof Error && error.message.startsWith('it') ? error.message : 'it is not a valid key';
    throw new TellersightError('KEY_UNREADABLE', `${path}: ${why}`);
  }
}
