import { closeSync, mkdirSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../src/prepareSteps.js';
import { seeds } from '../../../src/simulator/demo/cast.ts';
import { Scene } from '../../../src/simulator/scene/scene.ts';
import { type SceneSpec, sceneSpec } from '../../../src/simulator/scene/spec.ts';
import { cached } from './cached.ts';

/** What may stand before the board's cameras; rendered here, because an emulated processor takes a second a picture. */
const SCENES: Readonly<Record<string, Partial<SceneSpec>>> = {
  nobody: { kind: 'nobody', seed: 500 },
  customer: { kind: 'live', identity: seeds.wei, seed: 501 },
  print: { kind: 'print', identity: seeds.stranger, target: seeds.wei, seed: 512 },
};
export type SceneName = 'nobody' | 'customer' | 'print';

/** Seven seconds of 15 frames; the scene's own clock has 30. */
const FRAMES = 100;
const STEP = 2;

/** Pictures of every scene as a disk: `NAME/{rgb,lit,unlit}` in a row, `NAME/scene.json` says how many. */
export function scenesImage(): string {
  return cached('scenes.squashfs', ['src/simulator/scene', 'src/simulator/demo/cast.ts'], (path) => {
    const tree = `${path}-tree`;
    rmSync(tree, { recursive: true, force: true });
    for (const [name, spec] of Object.entries(SCENES)) render(join(tree, name), sceneSpec.parse(spec));
    const plain = ['-noI', '-noId', '-noD', '-noF', '-noX', '-no-fragments'];
    run('scenes', 'mksquashfs', [tree, path, ...plain, '-noappend', '-quiet', '-no-progress']);
    rmSync(tree, { recursive: true });
  });
}

function render(folder: string, spec: SceneSpec): void {
  mkdirSync(folder, { recursive: true });
  const files = ['rgb', 'lit', 'unlit'].map((name) => openSync(join(folder, name), 'w'));
  const scene = new Scene(spec);
  for (let count = 0; count < FRAMES; count++) {
    const frame = count * STEP;
    const stage = scene.stage(frame);
    // Each picture is written before the next is drawn into the same buffer.
    for (const [index, draw] of [
      () => scene.rgb(frame, stage),
      () => scene.ir(frame, true, stage),
      () => scene.ir(frame, false, stage),
    ].entries())
      writeSync(files[index] as number, draw());
  }
  for (const file of files) closeSync(file);
  writeFileSync(join(folder, 'scene.json'), JSON.stringify({ frames: FRAMES }));
}
