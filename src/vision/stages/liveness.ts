import { type Picture, resample } from '../native.ts';
import type { Face } from '../observation.ts';
import type { Model } from '../pack/model.ts';
import { cropRegion } from './crop.ts';
import { combineLiveness, decodeLiveness } from './decode/liveness.ts';
import { faceFault } from './geometry.ts';

/**
 * Liveness log-odds of a face by the models of one PAD role, larger = more alive; null when the face is not usable or a
 * model gives no finite answer. Deny-only (R11): the caller may refuse because of it, never accept because of it.
 */
export async function liveness(models: readonly Model[], picture: Picture, face: Face): Promise<number | null> {
  if (faceFault(face, picture) !== null) return null;
  const logits: (number | null)[] = [];
  for (const model of models) {
    const { crop } = model.entry.input;
    if (crop.kind !== 'square' && crop.kind !== 'box') return null;
    const region = cropRegion(face.box, crop, picture);
    resample(picture, region, picture.format === 'GREY' ? model.greySpec : model.spec, model.input);
    const outputs = await model.run();
    const { output } = model.entry;
    const name = output.kind === 'logit' || output.kind === 'softmax' ? output.name : '';
    const values = outputs[name];
    logits.push(values ? decodeLiveness(values, output) : null);
  }
  return combineLiveness(logits);
}
