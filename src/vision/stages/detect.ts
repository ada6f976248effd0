import { type Picture, resample } from '../native.ts';
import type { Face } from '../observation.ts';
import type { Model } from '../pack/model.ts';
import { type CenternetTensors, decodeCenternet } from './decode/centernet.ts';
import { decodeYunet } from './decode/yunet.ts';
import { faceFault } from './geometry.ts';

/** Faces narrower than this share of the largest one are people further back, not a second customer. */
const BYSTANDER = 0.5;

export interface Detection {
  /** The largest usable face, in pixels of the picture; null = none. */
  readonly face: Face | null;
  /** Usable faces at least half as wide as the largest one. */
  readonly count: number;
}

/** Finds faces in a whole frame. NIR frames go to the same detector as three equal channels. */
export async function detect(model: Model, picture: Picture): Promise<Detection> {
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const map = resample(picture, whole, picture.format === 'GREY' ? model.greySpec : model.spec, model.input);
  const outputs = await model.run();
  const { input, output } = model.entry;
  let found: Face[] = [];
  if (output.kind === 'centernet-v1') {
    const rows = Math.floor(input.height / output.stride);
    const cols = Math.floor(input.width / output.stride);
    found = decodeCenternet(outputs as unknown as CenternetTensors, rows, cols, output);
  } else if (output.kind === 'yunet') {
    found = decodeYunet(outputs, input.width, input.height, output);
  }
  const usable = found.map((face) => toPicture(face, map)).filter((face) => faceFault(face, picture) === null);
  const [largest] = usable.sort((a, b) => b.box.width - a.box.width);
  if (!largest) return { face: null, count: 0 };
  return { face: largest, count: usable.filter((face) => face.box.width >= BYSTANDER * largest.box.width).length };
}

function toPicture(face: Face, map: { scale: number; scaleY: number; offsetX: number; offsetY: number }): Face {
  const x = (value: number) => (value - map.offsetX) / map.scale;
  const y = (value: number) => (value - map.offsetY) / map.scaleY;
  const { box } = face;
  return {
    box: { x: x(box.x), y: y(box.y), width: box.width / map.scale, height: box.height / map.scaleY },
    landmarks: face.landmarks.map((point) => ({ x: x(point.x), y: y(point.y) })),
    score: face.score,
  };
}
