import { actor, facePoints, glintsOf } from './actor.ts';
import { type Camera, project } from './camera.ts';
import { drawGlints } from './glint.ts';
import { personOf } from './head/person.ts';
import { rgbLighting } from './lighting.ts';
import { headPlacement, type Pose } from './motion.ts';
import { draw } from './rasterise.ts';
import { type SceneSpec, sceneSpec } from './spec.ts';
import { Surface } from './surface.ts';

/** A picture of a person as an attacker would have it: planes, what each pixel is, and where the face is in it. */
export interface Photo {
  surface: Surface;
  /** picture coordinates, pixels of the photo */
  landmarks: [number, number][];
  outline: [number, number][];
}

/** Distance that the photo was taken from, metres. */
const TAKEN_FROM = 0.6;

export interface PhotoOrder {
  target: number;
  seed: number;
  width: number;
  height: number;
  /** metres that the picture's width covers at the face */
  covers: number;
  pose: Pose;
}

/** Takes the photo: plain backdrop, soft light. */
export function takePhoto(order: PhotoOrder): Photo {
  const { width, height } = order;
  const person = personOf(order.target);
  const camera: Camera = {
    width,
    height,
    focal: (width * TAKEN_FROM) / order.covers,
    cx: width / 2,
    cy: height * 0.46,
    x: 0,
  };
  const pose: Pose = { ...order.pose, at: [order.pose.at[0], order.pose.at[1], TAKEN_FROM] };
  const spec: SceneSpec = sceneSpec.parse({ contrast: 0.35, seed: order.seed, lightFrom: (order.seed * 37) % 60 });
  const surface = new Surface(width, height, 3);
  const tone = 120 + (order.seed % 90);
  surface.begin([0, 6, 12].map((k) => new Uint8Array(width * height).fill(tone + k)));
  const lighting = rgbLighting(spec);
  draw(surface, camera, lighting, actor(person, pose, order.seed));
  const at = headPlacement(pose);
  drawGlints(surface, camera, lighting, glintsOf(person, at, pose.expression));
  const points = facePoints(person, at, pose.expression);
  return {
    surface,
    landmarks: points.landmarks.map((p) => project(camera, p)),
    outline: points.outline.map((p) => project(camera, p)),
  };
}
