import type { PixelFormat } from '../native.ts';
import type { CameraOffer, WantedMode } from '../v4l2Camera.ts';
import type { CameraOptions } from './cameraOptions.ts';

/** Raw formats first: they reach the model without a decoder; grey first where only grey is looked at. */
const PREFERENCE: Readonly<Record<'rgb' | 'ir', readonly PixelFormat[]>> = {
  rgb: ['YUYV', 'UYVY', 'NV12', 'NV21', 'YU12', 'RGB3', 'BGR3', 'MJPG'],
  ir: ['GREY', 'Y10', 'Y12', 'Y16', 'Y8I', 'NV12', 'NV21', 'YU12', 'YUYV', 'UYVY', 'RGB3', 'BGR3', 'MJPG'],
};

/**
 * The modes the profile allows, best first: size before format, so that a smaller picture is the last resort. Leaves out
 * what the camera does not offer or offers too slowly. When nothing remains, the first wish is answered all the same: the
 * driver's refusal then says what it offers.
 */
export function chooseModes(
  channel: 'rgb' | 'ir',
  wanted: Pick<CameraOptions, 'formats' | 'sizes' | 'fps'>,
  offers: readonly CameraOffer[],
): WantedMode[] {
  const formats = wanted.formats === 'auto' ? PREFERENCE[channel] : wanted.formats;
  const modes = wanted.sizes.flatMap(({ width, height }) =>
    formats.map((format) => ({ format, width, height, fps: wanted.fps })),
  );
  const possible = modes.filter((mode) => offers.length === 0 || offers.some((offer) => fits(mode, offer)));
  return possible.length > 0 ? possible : modes.slice(0, 1);
}

function fits({ format, width, height, fps }: WantedMode, offer: CameraOffer): boolean {
  const within = (value: number, low: number, high: number) => value >= low && value <= high;
  return (
    offer.format === format &&
    within(width, offer.minWidth, offer.maxWidth) &&
    within(height, offer.minHeight, offer.maxHeight) &&
    (offer.fps === 0 || offer.fps >= 0.9 * fps)
  );
}
