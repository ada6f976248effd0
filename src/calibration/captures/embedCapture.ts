import { readFileSync, statSync } from 'node:fs';
import { TellersightError } from '../../lib/errors.ts';
import { decodeJpeg, lumaStats, type Picture } from '../../vision/native.ts';
import type { Model } from '../../vision/pack/model.ts';
import type { Pack } from '../../vision/pack/pack.ts';
import { detect } from '../../vision/stages/detect.ts';
import { align, embed, wipe } from '../../vision/stages/embed.ts';
import { judge } from '../../vision/stages/quality.ts';

const MAX_PICTURE_BYTES = 16 * 1024 * 1024;

/**
 * The embedding of the one face in a picture, by the stages and the gates that a customer meets: null where those find no
 * face, several, or one of inadequate quality. That is a failure to acquire.
 *
 * @throws CAPTURES_INVALID for a file that is no whole JPEG; MODEL_FAULT
 */
export async function embedCapture(pack: Pack, path: string): Promise<Float32Array | null> {
  const picture = read(path);
  const embedder = pack.of('embed')[0] as Model;
  try {
    const { face, count } = await detect(pack.of('detect')[0] as Model, picture);
    if (!face || count > 1 || !judge(face, lumaStats(picture, face.box), picture).ok) return null;
    if (!align(embedder, picture, face, embedder.input as Uint8Array)) return null;
    const embedding = new Float32Array(pack.identity.dimensions);
    await embed(embedder, embedder.input as Uint8Array, embedding);
    return embedding;
  } finally {
    wipe(picture.data);
  }
}

function read(path: string): Picture {
  try {
    if (statSync(path).size > MAX_PICTURE_BYTES) throw new Error('the file is too large');
    return decodeJpeg(readFileSync(path));
  } catch (cause) {
    throw new TellersightError('CAPTURES_INVALID', `${path}: ${(cause as Error).message}`, { cause });
  }
}
