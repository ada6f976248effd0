import { TellersightError } from '../../lib/errors.ts';
import { BestFaces } from '../../vision/bestFaces.ts';
import type { Model } from '../../vision/pack/model.ts';
import type { Pack } from '../../vision/pack/pack.ts';
import { Pipeline } from '../../vision/pipeline.ts';
import { Scene } from '../scene/scene.ts';
import { sceneSpec } from '../scene/spec.ts';
import { renderedPair } from './renderedPair.ts';

/** Pictures looked at during one enrolment. */
const VIEWS = 12;
const FRAMES_APART = 9;

/**
 * What a bank's branch does when a customer enrols: a guided session under good light, the same networks, one template.
 * It uses another seed than any withdrawal, so other clothes, light, movement and noise.
 *
 * @returns unit-length embedding of the identity's rendered head
 */
export async function enrol(pack: Pack, identity: number): Promise<Float32Array> {
  const scene = new Scene(
    sceneSpec.parse({ identity, seed: 77_000 + identity, distance: 0.5, yaw: [-6, 6], pitch: [-4, 4], roll: [-2, 2] }),
  );
  const pipeline = new Pipeline(pack, { offsetX: 0, offsetY: 0 });
  const best = new BestFaces(pack.of('embed')[0] as Model);
  for (let view = 0; view < VIEWS; view++) {
    const pair = renderedPair(scene, view * FRAMES_APART, true);
    const { observation } = await pipeline.measure(pair, view, null);
    best.offer(pair.rgb.picture, observation);
  }
  if (best.count === 0) throw new TellersightError('INTERNAL', 'enrolment: no view of good quality was found');
  const { embedding } = await best.embed();
  best.clear();
  return embedding;
}
