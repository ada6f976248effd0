import { createHash, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Trust } from '../../../../src/packs/seal.ts';
import { signPack } from '../../../../src/packs/signPack.ts';
import { BUILT_IN_PACKS } from '../../../../src/vision/pack/locate.ts';
import type { Manifest } from '../../../../src/vision/pack/manifest.ts';

/** A vendor with a key, a place to make packs in, and a board's packs folder. */
export interface Vendor {
  readonly root: string;
  readonly store: string;
  readonly keyFile: string;
  readonly publicKey: string;
  /** The board pins this vendor, and is no bench. */
  readonly trust: Trust;
}

export function vendor(t: Test): Vendor {
  const root = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const { privateKey, publicKey } = newKey();
  const keyFile = join(root, 'acme.pem');
  writeFileSync(keyFile, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600 });
  const line = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const trust = { signers: { acme: line }, bench: false };
  return { root, store: join(root, 'store'), keyFile, publicKey: line, trust };
}

export const newKey = (): { privateKey: KeyObject; publicKey: KeyObject } => generateKeyPairSync('ed25519');

export function editManifest(folder: string, change: (manifest: Manifest) => void): void {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
  change(manifest);
  writeFileSync(path, JSON.stringify(manifest));
}

/** A pack of this vendor: the product's own models under another name. Signed unless `change` should come after. */
export async function makePack(
  { root, keyFile }: Vendor,
  version: string,
  change: (manifest: Manifest) => void = () => {},
): Promise<string> {
  const folder = mkdtempSync(join(root, 'pack-'));
  cpSync(join(BUILT_IN_PACKS, 'default'), folder, { recursive: true });
  editManifest(folder, (manifest) => {
    Object.assign(manifest, { name: 'acme', version });
    change(manifest);
  });
  await signPack(folder, keyFile);
  return folder;
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
