import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { TellersightError } from '../lib/errors.ts';
import { modelSchema } from '../vision/pack/manifest.ts';

/** What a vendor says of one model: its entry in a manifest without what can be read from the file itself. */
export const modelContractSchema = modelSchema
  .omit({ file: true, sha256: true, bytes: true, smoke: true, url: true })
  .partial({ metrics: true })
  .extend({ schema: z.literal('model-contract@1') });
export type ModelContract = z.infer<typeof modelContractSchema>;

/** Throws PACK_MANIFEST (names the key). */
export function readModelContract(path: string): ModelContract {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new TellersightError('PACK_MANIFEST', `contract ${path} cannot be read or is not JSON`, { cause });
  }
  const result = modelContractSchema.safeParse(json);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw new TellersightError(
    'PACK_MANIFEST',
    `contract ${path}: ${first?.path.join('.') || '(root)'}: ${first?.message}`,
  );
}
