import type { Frame, FramePair } from '../../vision/capture/frameSource.ts';
import type { Scene } from '../scene/scene.ts';

/** Frame `frame` of a scene as the vision process would lease it, without cameras in between. */
export function renderedPair(scene: Scene, frame: number, lit: boolean): FramePair {
  const shape = { width: 640, height: 480 };
  const common = { timestampUs: frame * 33_333, sequence: frame, release() {} };
  const rgb: Frame = {
    ...common,
    channel: 'rgb',
    illuminated: null,
    picture: { ...shape, format: 'YUYV', stride: 1280, data: scene.rgb(frame) },
  };
  const ir: Frame = {
    ...common,
    channel: 'ir',
    illuminated: lit,
    picture: { ...shape, format: 'GREY', stride: 640, data: scene.ir(frame, lit) },
  };
  return { rgb, ir, skewUs: 0 };
}
