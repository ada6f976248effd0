import { labelsOf } from '../../../src/simulator/scene/labels.ts';
import { Scene } from '../../../src/simulator/scene/scene.ts';
import { sceneSpec } from '../../../src/simulator/scene/spec.ts';

/** A quiet scene: no noise, almost no room light at 850 nm, straight on. */
export function quiet(spec: Record<string, unknown>): Scene {
  const still = { yaw: [0, 0], pitch: [0, 0], roll: [0, 0], noise: 0, ambientIr: 0.01, expression: 0 };
  return new Scene(sceneSpec.parse({ identity: 21, target: 33, seed: 4, ...still, ...spec }));
}

/** Mean of the IR frame inside the face box. */
export function faceLevel(scene: Scene, lit: boolean, frame = 0): number {
  return statistics(scene, lit, frame).mean;
}

/** Mean and standard deviation of the IR frame in the middle of the face box. */
export function statistics(scene: Scene, lit: boolean, frame = 0): { mean: number; deviation: number } {
  const [x, y, w, h] = labelsOf(scene.stage(frame))!.ir.box;
  const ir = scene.ir(frame, lit);
  let [n, sum, squares] = [0, 0, 0];
  for (let v = Math.round(y + h * 0.15); v < y + h * 0.85; v++) {
    for (let u = Math.round(x + w * 0.2); u < x + w * 0.8; u++) {
      const g = ir[v * 640 + u]!;
      n++;
      sum += g;
      squares += g * g;
    }
  }
  const mean = sum / n;
  return { mean, deviation: Math.sqrt(squares / n - mean * mean) };
}
