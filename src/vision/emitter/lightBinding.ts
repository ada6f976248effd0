import { coded, loadAddon } from '../native.ts';

/** A GPIO line as an output, opened inactive (uAPI v2, linux/gpio.h). */
interface RawGpioLine {
  open(): Promise<void>;
  /** Resolves with the time the kernel had the value: CLOCK_MONOTONIC, microseconds. */
  set(active: boolean): Promise<number>;
  close(): Promise<void>;
}

/** One control of a UVC extension unit, of a fixed length (UVCIOC_CTRL_QUERY, linux/uvcvideo.h). */
interface RawXuControl {
  open(): Promise<void>;
  get(): Promise<Uint8Array>;
  /** Resolves with the time the camera had the bytes: CLOCK_MONOTONIC, microseconds. */
  set(bytes: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/** The part of the addon that switches lights (and of its test double). Every promise rejects with a LIGHT_* code. */
export interface LightBinding {
  GpioLine: new (chip: string, line: number, activeLow: boolean) => RawGpioLine;
  XuControl: new (device: string, unit: number, selector: number, length: number) => RawXuControl;
}

export const lightBinding = () => loadAddon() as LightBinding;

/** Makes the addon's errors ours. */
export async function checked<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw coded(error);
  }
}
