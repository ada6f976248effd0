import { decodeJpeg, type Picture } from '../native.ts';
import type { CameraFrame, CameraMode } from '../v4l2Camera.ts';
import type { Frame } from './frameSource.ts';

/** A camera's frame for the pipeline. MJPG is decoded when the picture is first looked at and overwritten with the frame. */
export function cameraFrame(
  channel: 'rgb' | 'ir',
  frame: CameraFrame,
  { format, width, height, stride, range, matrix }: CameraMode,
  illuminated: boolean | null,
): Frame {
  let picture: Picture | null = null;
  return {
    channel,
    timestampUs: frame.timestampUs,
    sequence: frame.sequence,
    illuminated,
    get picture() {
      picture ??=
        format === 'MJPG' ? decodeJpeg(frame.data) : { format, width, height, stride, range, matrix, data: frame.data };
      return picture;
    },
    release() {
      if (picture && picture.data !== frame.data) picture.data.fill(0);
      picture = null;
      frame.release();
    },
  };
}
