import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/schema.ts';

/** The two sides of a demo: files for the board's [keys] section, and what stays with the bank. */
export interface DemoKeys {
  readonly paths: Config['keys'];
  readonly bank: {
    /** Ed25519, signs verification bundles. */
    readonly sign: KeyObject;
    /** XFSAuthenticateHost and XFSAuthenticateDevice, shared with the board. */
    readonly tokenHmac: Uint8Array;
    readonly presentHmac: Uint8Array;
  };
}

/**
 * Makes fresh keys for one demo or test run and writes the board's five files, mode 0600. A real board gets them as
 * systemd credentials, and its two private keys are made on the board and never leave it.
 */
export function writeDemoKeys(folder: string): DemoKeys {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const bank = generateKeyPairSync('ed25519');
  const tokenHmac = new Uint8Array(randomBytes(32));
  const presentHmac = new Uint8Array(randomBytes(32));
  const write = (name: string, text: string) => {
    const path = join(folder, name);
    writeFileSync(path, `${text}\n`, { mode: 0o600 });
    return path;
  };
  const jwk = (key: KeyObject) => JSON.stringify(key.export({ format: 'jwk' }));
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex').toUpperCase();
  return {
    paths: {
      bank_verify: write('bank-verify.jwk', jwk(bank.publicKey)),
      board_decrypt: write('board-decrypt.jwk', jwk(generateKeyPairSync('x25519').privateKey)),
      board_sign: write('board-sign.jwk', jwk(generateKeyPairSync('ed25519').privateKey)),
      token_hmac: write('token-hmac.hex', hex(tokenHmac)),
      present_hmac: write('present-hmac.hex', hex(presentHmac)),
    },
    bank: { sign: bank.privateKey, tokenHmac, presentHmac },
  };
}
