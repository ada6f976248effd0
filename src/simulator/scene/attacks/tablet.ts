import { actor } from '../actor.ts';
import { personOf } from '../head/person.ts';
import { type Mesh, sheet, TAG } from '../mesh.ts';
import { poseAt, sheetPlacement } from '../motion.ts';
import { type Photo, takePhoto } from '../photo.ts';
import { Random } from '../random.ts';
import type { SceneSpec } from '../spec.ts';
import type { Stage } from '../stage.ts';
import { LINEAR } from '../surface.ts';
import { solid, type Texture } from '../texture.ts';
import { hand } from './hand.ts';
import { bentSheet, pointsOn, type Sheet } from './paper.ts';

/** Active area of a 10-inch tablet held upright, metres */
const WIDE = 0.136;
const HIGH = 0.217;
const BEZEL = 0.011;
const PIXELS_WIDE = 272;
const PIXELS_HIGH = 434;
/** black glass at 850 nm */
const GLASS_IR = 0.025;
const LOOP = 45;

interface VideoFrame {
  photo: Pick<Photo, 'landmarks' | 'outline'>;
  texture: Texture;
}

export interface TabletProps {
  bezel: Mesh;
  screen: Sheet;
  /** frames of the replayed video shown so far */
  video: Map<number, VideoFrame>;
  held: Mesh[];
  size: number;
  brightness: number;
  beat: number;
}

export function prepareTablet(spec: SceneSpec): TabletProps {
  const r = new Random(spec.seed, 0x7a);
  const frame = (s: number, t: number): [number, number, number] => [
    (s - 0.5) * (WIDE + 2 * BEZEL),
    (t - 0.5) * (HIGH + 2 * BEZEL),
    -0.0008,
  ];
  const bezel = sheet(24, 36, frame, {
    texture: solid([0.012, 0.012, 0.013], GLASS_IR),
    tag: TAG.prop,
    specular: 0.5,
    gloss: 500,
    twoSided: true,
  });
  const black = solid([0, 0, 0], GLASS_IR);
  const screen = bentSheet({ ...black, width: PIXELS_WIDE, height: PIXELS_HIGH }, WIDE, HIGH, 0, TAG.screen);
  Object.assign(screen.mesh, { specular: 0.5, gloss: 500 });
  const holder = personOf(spec.identity);
  const grip = r.uniform(-0.09, -0.02);
  const edge = WIDE / 2 + BEZEL;
  return {
    bezel,
    screen,
    video: new Map(),
    held: [...hand(holder, 1, edge, grip), ...hand(holder, -1, -edge, grip)],
    size: r.uniform(0.68, 0.85),
    brightness: r.uniform(0.75, 1.15),
    beat: r.uniform(2.3, 5.5),
  };
}

/**
 * A tablet that replays a video of the target: it moves, blinks and smiles like the person, and shines by itself.
 * To the IR camera it is black glass with the emitter's mirror spot.
 */
export function stageTablet(spec: SceneSpec, frame: number, props: TabletProps): Stage {
  const pose = poseAt(spec, frame);
  const at = sheetPlacement(pose, 0.7);
  const { photo, texture } = videoFrame(spec, frame, props);
  const own = poseAt(spec, frame, 1);
  own.at = [pose.at[0] + 0.03, pose.at[1] - 0.03, pose.at[2] + 0.22];
  const instances = [
    { mesh: { ...props.screen.mesh, emission: props.brightness }, at, texture },
    { mesh: props.bezel, at },
    ...props.held.map((mesh) => ({ mesh, at })),
    ...actor(personOf(spec.identity), own, spec.seed),
  ];
  return { rgb: instances, ir: instances, glints: [], face: pointsOn(props.screen, photo, at), faceInIr: false, pose };
}

/** A three-second loop at 15 frames per second, each frame rendered once. */
function videoFrame(spec: SceneSpec, frame: number, props: TabletProps): VideoFrame {
  const number = (frame >> 1) % LOOP;
  let shown = props.video.get(number);
  if (!shown) {
    const pose = poseAt({ ...spec, offset: [0, 0], yaw: [-8, 8], pitch: [-5, 5], roll: [-4, 4] }, number * 2, 2);
    const photo = takePhoto({
      target: spec.target,
      seed: spec.seed,
      width: PIXELS_WIDE,
      height: PIXELS_HIGH,
      covers: WIDE / props.size,
      pose,
    });
    const { landmarks, outline } = photo;
    shown = { photo: { landmarks, outline }, texture: screenTexture(photo, props.beat) };
    props.video.set(number, shown);
  }
  return shown;
}

/** Screen pixels beat with the camera's: faint coloured bands, stronger than the grid itself at this distance. */
function screenTexture(photo: Photo, beat: number): Texture {
  const { width, height, planes } = photo.surface;
  const data = new Uint8Array(width * height * 4);
  for (let y = 0, k = 0; y < height; y++) {
    const band = Math.sin((2 * Math.PI * y) / beat) * 0.045;
    for (let x = 0; x < width; x++, k++) {
      const stripe = Math.sin((2 * Math.PI * (x + y * 0.13)) / (beat * 1.27)) * 0.045;
      for (let c = 0; c < 3; c++) {
        data[k * 4 + c] = 255 * Math.min(1, LINEAR[planes[c]![k]!]! * (1 + band + stripe * (c - 1)) + 0.006);
      }
      data[k * 4 + 3] = 255 * GLASS_IR;
    }
  }
  return { width, height, data };
}
