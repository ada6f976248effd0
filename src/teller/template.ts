import { type CryptoKey, compactDecrypt, decodeProtectedHeader, type KeyObject } from 'jose';
import { z } from 'zod';
import { TellersightError } from '../lib/errors.ts';

/**
 * A face template for one transaction (R22): compact JWE, ECDH-ES to this board's key, A256GCM. The protected header,
 * which is the AEAD's additional data, binds account, terminal, nonce, expiry and embedder in the member `tellersight`.
 * The plaintext is the embedding: little-endian float32, unit length. There is no template store.
 */
export const templateBindingSchema = z.strictObject({
  account: z.string().max(64),
  terminal: z.string().max(64),
  nonce: z.string().max(64),
  /** Seconds since 1970, UTC. */
  exp: z.number().int(),
  embedderSha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type TemplateBinding = z.infer<typeof templateBindingSchema>;
export const TEMPLATE_TYPE = 'tellersight-template+jwe';

export interface TemplateExpectation {
  readonly account: string;
  readonly terminal: string;
  readonly nonce: string;
  readonly embedderSha256: string;
  readonly dimensions: number;
  readonly nowS: number;
}

/** A decrypted template. `wipe` overwrites it; use it through `using` or in a finally. */
export class Template {
  readonly embedding: Float32Array;

  constructor(embedding: Float32Array) {
    this.embedding = embedding;
  }

  wipe(): void {
    this.embedding.fill(0);
  }

  [Symbol.dispose](): void {
    this.wipe();
  }
}

/**
 * Decrypts and checks a template.
 *
 * @throws TEMPLATE_UNREADABLE, TEMPLATE_OTHER_MODEL, TEMPLATE_OTHER_BINDING, TEMPLATE_EXPIRED
 */
export async function openTemplate(
  jwe: string,
  boardKey: CryptoKey | KeyObject,
  expected: TemplateExpectation,
): Promise<Template> {
  checkBinding(readBinding(jwe), expected);
  const plaintext = await decrypt(jwe, boardKey);
  try {
    if (plaintext.byteLength !== expected.dimensions * 4) {
      throw new TellersightError('TEMPLATE_UNREADABLE', `the template is not ${expected.dimensions} float32 values`);
    }
    const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
    return new Template(Float32Array.from({ length: expected.dimensions }, (_, i) => view.getFloat32(i * 4, true)));
  } finally {
    plaintext.fill(0);
  }
}

function readBinding(jwe: string): TemplateBinding {
  let header: Record<string, unknown>;
  try {
    header = decodeProtectedHeader(jwe) as Record<string, unknown>;
  } catch (cause) {
    throw new TellersightError('TEMPLATE_UNREADABLE', 'the template is no compact JWE', { cause });
  }
  const binding = templateBindingSchema.safeParse(header.tellersight);
  if (!binding.success) throw new TellersightError('TEMPLATE_UNREADABLE', 'the template is not bound to anything');
  return binding.data;
}

function checkBinding(binding: TemplateBinding, expected: TemplateExpectation): void {
  for (const key of ['account', 'terminal', 'nonce'] as const) {
    if (binding[key] !== expected[key]) {
      throw new TellersightError('TEMPLATE_OTHER_BINDING', `the template is sealed for another ${key}`);
    }
  }
  if (binding.embedderSha256 !== expected.embedderSha256) {
    throw new TellersightError('TEMPLATE_OTHER_MODEL', 'the template was enrolled with another embedder');
  }
  if (!(expected.nowS < binding.exp)) throw new TellersightError('TEMPLATE_EXPIRED', 'the template is expired');
}

async function decrypt(jwe: string, boardKey: CryptoKey | KeyObject): Promise<Uint8Array> {
  try {
    const { plaintext } = await compactDecrypt(jwe, boardKey, {
      keyManagementAlgorithms: ['ECDH-ES'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return plaintext;
  } catch (cause) {
    throw new TellersightError('TEMPLATE_UNREADABLE', 'the template cannot be decrypted', { cause });
  }
}
