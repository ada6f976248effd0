import { hasCode, TellersightError } from '../../lib/errors.ts';
import type { CameraControl, V4l2Camera } from '../v4l2Camera.ts';
import type { CameraSettings } from './cameraOptions.ts';

/** linux/v4l2-controls.h */
const CID = {
  AUTO_WHITE_BALANCE: 0x0098090c,
  AUTOGAIN: 0x00980912,
  GAIN: 0x00980913,
  POWER_LINE_FREQUENCY: 0x00980918,
  WHITE_BALANCE_TEMPERATURE: 0x0098091a,
  EXPOSURE_AUTO: 0x009a0901,
  EXPOSURE_ABSOLUTE: 0x009a0902,
} as const;
const EXPOSURE_AUTO = 0;
const EXPOSURE_MANUAL = 1;
/** What UVC cameras have in place of EXPOSURE_AUTO: their aperture is fixed. */
const EXPOSURE_APERTURE_PRIORITY = 3;
const POWER_LINE = { off: 0, '50hz': 1, '60hz': 2, auto: 3 } as const;

/** The parts of a camera that hold settings. */
export type ControlledCamera = Pick<V4l2Camera, 'controls' | 'setControl'>;

/**
 * Sets what the profile names, each read back. Everything the profile names is needed: a camera that lacks a control,
 * refuses a value or silently takes another one is not the camera the profile was made for.
 * Switches go before the values they govern, because a camera refuses a fixed exposure while its automatic is on.
 * @throws TellersightError V4L2_CONTROL, naming control, value and range
 */
export function applySettings(camera: ControlledCamera, settings: CameraSettings): void {
  const known = camera.controls();
  const set = (name: string, id: number, value: number) => setOne(camera, known, name, id, value);
  const { exposure, gain, whiteBalance, powerLine, controls } = settings;
  if (exposure === 'auto') {
    either(
      () => set('exposure', CID.EXPOSURE_AUTO, EXPOSURE_APERTURE_PRIORITY),
      () => set('exposure', CID.EXPOSURE_AUTO, EXPOSURE_AUTO),
    );
  } else if (exposure !== undefined) {
    set('exposure', CID.EXPOSURE_AUTO, EXPOSURE_MANUAL);
    set('exposure', CID.EXPOSURE_ABSOLUTE, exposure);
  }
  if (gain === 'auto') {
    set('gain', CID.AUTOGAIN, 1);
  } else if (gain !== undefined) {
    if (known.some(({ id }) => id === CID.AUTOGAIN)) set('gain', CID.AUTOGAIN, 0);
    set('gain', CID.GAIN, gain);
  }
  if (whiteBalance === 'auto') {
    set('white_balance', CID.AUTO_WHITE_BALANCE, 1);
  } else if (whiteBalance !== undefined) {
    set('white_balance', CID.AUTO_WHITE_BALANCE, 0);
    set('white_balance', CID.WHITE_BALANCE_TEMPERATURE, whiteBalance);
  }
  if (powerLine !== undefined) set('power_line', CID.POWER_LINE_FREQUENCY, POWER_LINE[powerLine]);
  for (const [name, value] of Object.entries(controls ?? {})) {
    const control = known.find((candidate) => plainName(candidate.name) === name);
    if (!control) throw lacking(name, known);
    set(name, control.id, value);
  }
}

function setOne(camera: ControlledCamera, known: readonly CameraControl[], name: string, id: number, value: number) {
  const control = known.find((candidate) => candidate.id === id);
  if (!control) throw lacking(name, known);
  const range = `${control.minimum}..${control.maximum} in steps of ${control.step}`;
  const fault = (what: string) =>
    new TellersightError('V4L2_CONTROL', `${name} (${control.name}) = ${value}: ${what}; its range is ${range}`);
  let now: number;
  try {
    now = camera.setControl(id, value);
  } catch (error) {
    throw hasCode(error, 'V4L2_CONTROL') ? fault(`the camera refuses (${error.message})`) : error;
  }
  if (now !== value) throw fault(`the camera set ${now} instead`);
}

function lacking(name: string, known: readonly CameraControl[]): TellersightError {
  const names = known.map((control) => plainName(control.name)).join(', ') || 'none';
  return new TellersightError('V4L2_CONTROL', `the camera has no control for ${name}; it has: ${names}`);
}

function either(first: () => void, second: () => void): void {
  try {
    first();
  } catch (error) {
    if (!hasCode(error, 'V4L2_CONTROL')) throw error;
    second();
  }
}

/** As v4l2-ctl writes it: "Exposure Time, Absolute" -> exposure_time_absolute. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
