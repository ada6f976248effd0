import type { Code } from '../../lib/catalog/index.ts';
import { hasCode } from '../../lib/errors.ts';
import type { CameraIdentity } from '../observation.ts';
import {
  type CameraBinding,
  type CameraFrame,
  type CameraMode,
  openCamera,
  type V4l2Camera,
  type WantedMode,
} from '../v4l2Camera.ts';
import { applySettings } from './applySettings.ts';
import { assertPinned } from './assertPinned.ts';
import { bufferPlan } from './bufferPlan.ts';
import type { CameraOptions } from './cameraOptions.ts';
import { chooseModes } from './chooseModes.ts';
import { sysfsCamera } from './sysfsCamera.ts';

/** A camera silent for this long is gone (R14). */
const STALL_MS = 1000;

/** Tells what happened and is no error: the camera runs. */
export type Notify = (code: Code, message: string) => void;

export interface StartOptions {
  readonly channel: 'rgb' | 'ir';
  readonly options: CameraOptions;
  readonly onFrame: (frame: CameraFrame, mode: CameraMode, identity: CameraIdentity) => void;
  readonly onError: (error: Error) => void;
  readonly notify: Notify;
  /** For tests: the camera part of the addon, and where sysfs is. */
  readonly binding?: CameraBinding | undefined;
  readonly sysfs?: string | undefined;
}

export interface StartedCamera {
  readonly camera: V4l2Camera;
  /** Frames that may wait for a partner. */
  readonly waiting: number;
  readonly identity: CameraIdentity;
}

/**
 * Opens the camera, makes sure who it is, sets mode and controls and starts it. Where the bus cannot carry the mode, the
 * next one the profile allows is tried, and told as V4L2_FALLBACK.
 * @throws TellersightError V4L2_*; nothing stays open then
 */
export function startCamera(start: StartOptions): StartedCamera {
  const modes = possibleModes(start);
  const refused: string[] = [];
  let fault: unknown;
  for (const mode of modes) {
    try {
      const started = startIn(mode, start);
      if (refused.length > 0) {
        const text = `${start.channel} camera: no USB bandwidth for ${refused.join(', ')}; it runs in ${modeText(mode)}`;
        start.notify('V4L2_FALLBACK', text);
      }
      return started;
    } catch (error) {
      // An offer that the camera does not keep is like none: the next format of the profile may do.
      if (!hasCode(error, 'V4L2_BANDWIDTH', 'V4L2_FORMAT')) throw error;
      if (error.code === 'V4L2_BANDWIDTH') refused.push(modeText(mode));
      if (error.code === 'V4L2_BANDWIDTH' || !hasCode(fault, 'V4L2_BANDWIDTH')) fault = error;
    }
  }
  throw fault;
}

/** Only looks: a device that is not ours is left as it is. */
function possibleModes({ channel, options, binding }: StartOptions): WantedMode[] {
  const camera = openCamera(options.device, binding);
  try {
    return chooseModes(channel, options, camera.offers());
  } finally {
    camera.stop();
  }
}

function startIn(wanted: WantedMode, start: StartOptions): StartedCamera {
  const { channel, options, binding, sysfs } = start;
  // A stream that could not be started has closed its device, so each try opens it and looks who it is.
  const camera = openCamera(options.device, binding);
  try {
    // Before anything is set.
    const { siblings, ...facts } = identify(channel, camera, options, sysfs);
    const mode = camera.configure(wanted);
    applySettings(camera, options.settings ?? {});
    if (channel === 'ir') siblings.some((node) => offersMetadata(camera, node));
    const { width, height, format } = mode;
    const { usbInterface: _, ...who } = facts;
    const identity = { channel, ...who, width, height, format };
    const plan = bufferPlan(options.fps, options.buffers);
    const onFrame = (frame: CameraFrame) => start.onFrame(frame, mode, identity);
    const given = camera.start(onFrame, start.onError, STALL_MS, plan.buffers);
    return { camera, identity, waiting: plan.waiting(given) };
  } catch (error) {
    camera.stop();
    throw error;
  }
}

function identify(channel: string, camera: V4l2Camera, { device, pin }: CameraOptions, sysfs?: string) {
  const { driver, card, busInfo } = camera.identity;
  const { siblings, ...usb } = sysfsCamera(camera.identity, sysfs);
  const facts = { driver: driver.slice(0, 64), card: card.slice(0, 64), busInfo: busInfo.slice(0, 128), ...usb };
  assertPinned(`${channel} camera ${device}`, facts, pin ?? {});
  return { ...facts, siblings };
}

/** Few cameras have it; a frame of one that has not says nothing about its light. */
function offersMetadata(camera: V4l2Camera, node: string): boolean {
  try {
    camera.useMetadata(node);
    return true;
  } catch {
    return false;
  }
}

function modeText({ format, width, height, fps }: WantedMode): string {
  return `${format} ${width}x${height} at ${fps} fps`;
}
