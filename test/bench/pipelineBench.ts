import { renderedPair } from '../../src/simulator/demo/renderedPair.ts';
import { Scene } from '../../src/simulator/scene/scene.ts';
import { sceneSpec } from '../../src/simulator/scene/spec.ts';
import { BestFaces } from '../../src/vision/bestFaces.ts';
import { Pack } from '../../src/vision/pack/pack.ts';
import { Pipeline } from '../../src/vision/pipeline.ts';
import type { Row } from './statistics.ts';
import { row } from './statistics.ts';

/** Different pictures in the ring, half of them lit; rendered before anything is timed. */
const RING = 40;

/**
 * From a frame pair (640 x 480 YUYV and GREY, in memory) to the observation, per stage and as a whole, in one thread.
 * The whole of a pair is the sum of its stages in the mix a capture has: every second IR frame lit, colour PAD on every
 * fourth pair. The embedding of the best three faces is one row of its own: it is made once per capture.
 */
export async function benchPipeline(packName: string, packs: string | undefined, pairs: number): Promise<Row[]> {
  const pack = await Pack.load(packName, packs);
  const scene = new Scene(sceneSpec.parse({ identity: 11, seed: 900 }));
  const ring = Array.from({ length: RING }, (_, i) => renderedPair(scene, i * 3, i % 2 === 0));
  const stages = new Map<string, number[]>();
  let warm = false;
  const timer = (stage: string, ms: number) => {
    if (!warm) return;
    const samples = stages.get(stage) ?? [];
    samples.push(ms);
    stages.set(stage, samples);
  };
  const pipeline = new Pipeline(pack, { offsetX: 0, offsetY: 0 }, { timer });
  const best = new BestFaces(pack.of('embed')[0]!);
  const whole: number[] = [];
  const embeds: number[] = [];
  for (let i = -RING; i < pairs; i++) {
    warm = i >= 0;
    const frames = ring[(i + RING) % RING]!;
    const begun = performance.now();
    const { observation } = await pipeline.measure(frames, Math.max(0, i), null);
    if (warm) whole.push(performance.now() - begun);
    best.offer(frames.rgb.picture, observation);
    if (i % 32 !== 31 || best.count === 0) continue;
    const start = performance.now();
    await best.embed();
    if (warm) embeds.push(performance.now() - start);
    best.clear();
  }
  await pack.release();
  return [
    row('frame pair to observation', 'ms', whole),
    ...[...stages].map(([stage, samples]) => row(`  ${stage}`, 'ms', samples)),
    ...(embeds.length > 0 ? [row('embedding of a capture (3 faces)', 'ms', embeds)] : []),
  ];
}
