import { renderedPair } from '../../../src/simulator/demo/renderedPair.ts';
import { Scene } from '../../../src/simulator/scene/scene.ts';
import type { SceneSpec } from '../../../src/simulator/scene/spec.ts';
import type { CaptureOutcome } from '../../../src/teller/policy/captureQuality.ts';
import { type FusedCapture, fuse } from '../../../src/teller/policy/fuse.ts';
import { BestFaces } from '../../../src/vision/bestFaces.ts';
import type { FrameObservation } from '../../../src/vision/observation.ts';
import type { Model } from '../../../src/vision/pack/model.ts';
import type { Pack } from '../../../src/vision/pack/pack.ts';
import { Pipeline } from '../../../src/vision/pipeline.ts';
import type { Rig } from '../../../src/vision/stages/correspondence.ts';

/** Pairs per presentation, every second one lit: three lit ones are the least a decision needs (policy/limits.ts). */
export const PAIRS = 6;
/** About two seconds of movement in those few pairs. */
const FRAMES_APART = 11;
const SIZE = { width: 640, height: 480 };

/** What vision and the teller's fusion make of one presentation. */
export interface Observed {
  readonly frames: readonly FrameObservation[];
  readonly fused: FusedCapture;
  readonly outcome: CaptureOutcome;
  /** Unit length; null when no face was good enough. */
  readonly embedding: Float32Array | null;
}

/** Shows scenes to the product's own pipeline. It hands on pictures only: the pipeline cannot know what they show. */
export class Observer {
  readonly #pipeline: Pipeline;
  readonly #best: BestFaces;
  #stage: Scene | null = null;

  constructor(pack: Pack, rig: Rig) {
    // The colour net looks at every fourth pair of a long capture; of six it sees the three lit ones.
    this.#pipeline = new Pipeline(pack, rig, { padRgbEvery: 2 });
    this.#best = new BestFaces(pack.of('embed')[0] as Model);
  }

  async observe(spec: SceneSpec): Promise<Observed> {
    const scene = this.#stage?.with(spec) ?? new Scene(spec);
    this.#stage = scene;
    this.#pipeline.reset();
    const frames: FrameObservation[] = [];
    for (let pair = 0; pair < PAIRS; pair++) {
      const pictures = renderedPair(scene, pair * FRAMES_APART, pair % 2 === 0);
      const { observation } = await this.#pipeline.measure(pictures, pair, null);
      this.#best.offer(pictures.rgb.picture, observation);
      frames.push(observation);
    }
    const found = this.#best.count > 0 ? await this.#best.embed() : null;
    this.#best.clear();
    const seen = frames.some((frame) => frame.rgb !== null);
    return {
      frames,
      fused: fuse(frames, [], found?.pairs ?? [], { rgb: SIZE, ir: SIZE }),
      outcome: found ? 'complete' : seen ? 'poorQuality' : 'noFace',
      embedding: found?.embedding ?? null,
    };
  }
}
