import { actor, facePoints, glintsOf } from './actor.ts';
import { prepareCutout, stageCutout } from './attacks/cutout.ts';
import { prepareEyeholes, stageEyeholes } from './attacks/eyeholes.ts';
import { preparePrint, stagePrint } from './attacks/print.ts';
import { prepareTablet, stageTablet } from './attacks/tablet.ts';
import { backgroundOf } from './background.ts';
import { IR_CAMERA, RGB_CAMERA } from './camera.ts';
import { drawGlints } from './glint.ts';
import { personOf } from './head/person.ts';
import { irLighting, rgbLighting } from './lighting.ts';
import { headPlacement, poseAt } from './motion.ts';
import { draw } from './rasterise.ts';
import { toGrey, toYuyv } from './sensor.ts';
import type { SceneSpec } from './spec.ts';
import type { Stage } from './stage.ts';
import { Surface } from './surface.ts';

type Stager = (frame: number) => Stage;

/** A scene before two cameras. Prepared once, then any frame in any order; not re-entrant (one picture at a time). */
export class Scene {
  readonly spec: SceneSpec;
  readonly #stage: Stager;
  readonly #rgb: Surface;
  readonly #ir: Surface;
  readonly #rooms = new Map<string, Uint8Array[]>();

  constructor(spec: SceneSpec, surfaces?: { rgb: Surface; ir: Surface }) {
    this.spec = spec;
    this.#stage = stagerOf(spec);
    this.#rgb = surfaces?.rgb ?? new Surface(RGB_CAMERA.width, RGB_CAMERA.height, 3);
    this.#ir = surfaces?.ir ?? new Surface(IR_CAMERA.width, IR_CAMERA.height, 1);
  }

  /** Another scene before the same cameras (their picture buffers are taken over). */
  with(spec: SceneSpec): Scene {
    return new Scene(spec, { rgb: this.#rgb, ir: this.#ir });
  }

  /** Who and what stands there at a frame. */
  stage(frame: number): Stage {
    return this.#stage(frame);
  }

  /** @returns YUYV, 640 x 480 */
  rgb(frame: number, stage: Stage = this.#stage(frame)): Buffer {
    const lighting = rgbLighting(this.spec);
    this.#rgb.begin(
      this.#room('rgb', () => backgroundOf(this.spec.seed, lighting, RGB_CAMERA.width, RGB_CAMERA.height)),
    );
    draw(this.#rgb, RGB_CAMERA, lighting, stage.rgb);
    drawGlints(this.#rgb, RGB_CAMERA, lighting, stage.glints);
    return toYuyv(this.#rgb, this.spec.seed, frame, this.spec.noise);
  }

  /** @returns GREY, 640 x 480, exposed with the emitter on or off */
  ir(frame: number, lit: boolean, stage: Stage = this.#stage(frame)): Buffer {
    const lighting = irLighting(this.spec, lit);
    this.#ir.begin(
      this.#room(lit ? 'lit' : 'dark', () => backgroundOf(this.spec.seed, lighting, IR_CAMERA.width, IR_CAMERA.height)),
    );
    draw(this.#ir, IR_CAMERA, lighting, stage.ir);
    if (stage.ir.length > 0) drawGlints(this.#ir, IR_CAMERA, lighting, stage.glints);
    return toGrey(this.#ir, this.spec.seed ^ 0x1a, frame, this.spec.noise);
  }

  #room(name: string, make: () => Uint8Array[]): Uint8Array[] {
    let planes = this.#rooms.get(name);
    if (!planes) {
      planes = make();
      this.#rooms.set(name, planes);
    }
    return planes;
  }
}

function stagerOf(spec: SceneSpec): Stager {
  switch (spec.kind) {
    case 'print': {
      const props = preparePrint(spec);
      return (frame) => stagePrint(spec, frame, props);
    }
    case 'cutout': {
      const props = prepareCutout(spec);
      return (frame) => stageCutout(spec, frame, props);
    }
    case 'eyeholes': {
      const props = prepareEyeholes(spec);
      return (frame) => stageEyeholes(spec, frame, props);
    }
    case 'tablet': {
      const props = prepareTablet(spec);
      return (frame) => stageTablet(spec, frame, props);
    }
    default:
      return (frame) => stagePerson(spec, frame);
  }
}

/** A person, another person, a person only in the (injected) RGB stream, or nobody. */
function stagePerson(spec: SceneSpec, frame: number): Stage {
  const pose = poseAt(spec, frame);
  if (spec.kind === 'nobody') return { rgb: [], ir: [], glints: [], face: null, faceInIr: false, pose };
  const person = personOf(spec.identity);
  const at = headPlacement(pose);
  const instances = actor(person, pose, spec.seed);
  const face = facePoints(person, at, pose.expression);
  const glints = glintsOf(person, at, pose.expression);
  const empty = spec.kind === 'ir-empty';
  return { rgb: instances, ir: empty ? [] : instances, glints, face, faceInIr: !empty, pose };
}
