/** A pinhole camera; both look along the same axis, the IR one beside the RGB one. */
export interface Camera {
  width: number;
  height: number;
  /** pixels */
  focal: number;
  cx: number;
  cy: number;
  /** metres to the right of the RGB camera */
  x: number;
}

/**
 * The rig: 30 mm baseline, so at 0.5 m the face sits about 34 px further left in the IR picture; the IR lens is a
 * little wider. This is what a rig calibration has to find (R12).
 */
export const RGB_CAMERA: Camera = { width: 640, height: 480, focal: 600, cx: 320, cy: 240, x: 0 };
export const IR_CAMERA: Camera = { width: 640, height: 480, focal: 570, cx: 322, cy: 237, x: 0.03 };

/** Emitter: a bar of LEDs just above the IR lens. RGB camera space, metres, y down. */
export const EMITTER = { x: 0.03, y: -0.035, z: 0 };

/** @returns picture coordinates of a camera-space point */
export function project(camera: Camera, p: readonly [number, number, number]): [number, number] {
  return [camera.cx + (camera.focal * (p[0] - camera.x)) / p[2], camera.cy + (camera.focal * p[1]) / p[2]];
}
