import type { Config } from '../../config/schema.ts';
import type { PixelFormat } from '../native.ts';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Settings of the board profile that hold for one camera; what is left out stays as the camera has it. */
export interface CameraSettings {
  /** `auto`, or a fixed exposure time in units of 100 microseconds (V4L2_CID_EXPOSURE_ABSOLUTE). */
  readonly exposure?: 'auto' | number | undefined;
  /** `auto`, or the driver's own number. */
  readonly gain?: 'auto' | number | undefined;
  /** `auto`, or kelvin. */
  readonly whiteBalance?: 'auto' | number | undefined;
  /** Flicker of the room's light. */
  readonly powerLine?: 'off' | '50hz' | '60hz' | 'auto' | undefined;
  /** Others by their name as `v4l2-ctl --list-ctrls` writes it: `backlight_compensation`. */
  readonly controls?: Readonly<Record<string, number>> | undefined;
}

/** Who the camera must be (R14); what is left out is not compared. */
export interface CameraPin {
  readonly busInfo?: string | undefined;
  /** Four hex digits. */
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serial?: string | undefined;
  /** USB interface number, two hex digits: tells the two cameras of one USB device apart. */
  readonly usbInterface?: string | undefined;
  readonly driver?: string | undefined;
  /** Drivers beyond the built-in list that may deliver pictures here. */
  readonly allowDrivers?: readonly string[] | undefined;
}

export interface CameraOptions {
  readonly device: string;
  /** In order of preference; `auto`: what the camera offers, raw formats before compressed ones. */
  readonly formats: readonly PixelFormat[] | 'auto';
  /** The wanted size first, then those that may be used where the bus has no bandwidth for it. */
  readonly sizes: readonly PictureSize[];
  /** Frames per second, 1..1000; the camera may be up to a tenth slower. */
  readonly fps: number;
  /** Buffers to ask for, where it is not the rate that says how many. */
  readonly buffers?: number | undefined;
  readonly settings?: CameraSettings | undefined;
  readonly pin?: CameraPin | undefined;
}

/** The board profile's section of one camera. */
export function cameraOptions(section: Config['vision']['rgb'], device: string): CameraOptions {
  const { format, width, height, fallback_sizes, fps, buffers } = section;
  return {
    device,
    formats: format === 'auto' ? 'auto' : [format].flat(),
    sizes: [{ width, height }, ...fallback_sizes.map(sizeOf)],
    fps,
    buffers,
    settings: {
      exposure: section.exposure,
      gain: section.gain,
      whiteBalance: section.white_balance,
      powerLine: section.power_line,
      controls: section.controls,
    },
    pin: {
      busInfo: section.bus_info,
      vendorId: section.vendor_id,
      productId: section.product_id,
      serial: section.serial,
      usbInterface: section.usb_interface,
      driver: section.driver,
      allowDrivers: section.allow_drivers,
    },
  };
}

/** "640x480", which the schema has checked. */
function sizeOf(text: string): PictureSize {
  const [width, height] = text.split('x').map(Number) as [number, number];
  return { width, height };
}
