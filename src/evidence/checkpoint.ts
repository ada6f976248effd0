import { createPublicKey, hash, type KeyObject, sign, verify } from 'node:crypto';

/**
 * A checkpoint is what the fleet server and other terminals hold on to: origin, size and root of the log, signed by the
 * board. Format: C2SP tlog-checkpoint in a C2SP signed-note with one Ed25519 signature (algorithm byte 0x01):
 *
 *     <origin>\n<size>\n<base64 root>\n\n— <origin> <base64(4-byte key id || 64-byte signature)>\n
 */
export interface Checkpoint {
  readonly origin: string;
  /** Number of entries covered: indices 0 .. size - 1. */
  readonly size: number;
  readonly root: Buffer;
  /** The signed note, byte for byte. */
  readonly note: string;
}

const ED25519 = 0x01;
/** signed-note: a key name has no space and no plus sign; ours is kept to what a topic may hold. */
const ORIGIN = /^[A-Za-z0-9_./-]{1,128}$/;
const NOTE =
  /^([A-Za-z0-9_./-]{1,128})\n(0|[1-9][0-9]{0,14})\n([A-Za-z0-9+/]{43}=)\n\n\u2014 (\S+) ([A-Za-z0-9+/]+={0,2})\n$/;

/** First four bytes of SHA-256(name || 0x0A || algorithm || public key). */
function keyId(origin: string, publicKey: KeyObject): Buffer {
  const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
  const input = Buffer.concat([Buffer.from(origin), Buffer.from([0x0a, ED25519]), raw]);
  return hash('sha256', input, 'buffer').subarray(0, 4);
}

/** Signs size and root with the board's Ed25519 private key. */
export function signCheckpoint(origin: string, size: number, root: Buffer, key: KeyObject): Checkpoint {
  if (!ORIGIN.test(origin)) throw new RangeError(`origin ${JSON.stringify(origin)} is not a valid key name`);
  const body = `${origin}\n${size}\n${root.toString('base64')}\n`;
  const signature = Buffer.concat([keyId(origin, createPublicKey(key)), sign(null, Buffer.from(body), key)]);
  return { origin, size, root, note: `${body}\n\u2014 ${origin} ${signature.toString('base64')}\n` };
}

/** Decodes base64 that is exactly what an encoder would have written: no spare bits, no missing padding. */
function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : null;
}

/** Parses and verifies a signed note; null when any byte of it is not as this key's holder wrote it. */
export function openCheckpoint(note: string, publicKey: KeyObject): Checkpoint | null {
  const match = NOTE.exec(note);
  if (!match) return null;
  const [, origin, size, rootText, signer, signatureText] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const root = strictBase64(rootText);
  const signature = strictBase64(signatureText);
  if (root?.length !== 32 || signature?.length !== 68 || signer !== origin) return null;
  if (!signature.subarray(0, 4).equals(keyId(origin, publicKey))) return null;
  const body = Buffer.from(`${origin}\n${size}\n${rootText}\n`);
  if (!verify(null, body, publicKey, signature.subarray(4))) return null;
  return { origin, size: Number(size), root, note };
}
