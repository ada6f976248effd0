import { z } from 'zod';
import { path } from './path.ts';

const pixelFormat = z.enum([
  'YUYV',
  'UYVY',
  'NV12',
  'NV21',
  'YU12',
  'RGB3',
  'BGR3',
  'MJPG',
  'GREY',
  'Y10',
  'Y12',
  'Y16',
  'Y8I',
]);
const usbId = z.string().regex(/^[0-9a-f]{4}$/);

/** `[vision.rgb]` and `[vision.ir]`: what to ask of a camera, and who it must be. */
export const camera = z.strictObject({
  device: path.optional().describe('Device node; use /dev/v4l/by-path, never /dev/videoN.'),
  width: z.number().int().min(160).max(4096).default(640).describe('Pixels.'),
  height: z.number().int().min(120).max(4096).default(480).describe('Pixels.'),
  format: z
    .union([z.literal('auto'), pixelFormat, z.array(pixelFormat).min(1)])
    .describe('V4L2 fourcc, several in order of preference, or auto: what the camera offers, raw before MJPG.'),
  fallback_sizes: z
    .array(z.string().regex(/^[1-9]\d{2,3}x[1-9]\d{2,3}$/))
    .default([])
    .describe('Sizes that may be used, in this order, where the USB bus has no bandwidth for width x height.'),
  fps: z.number().int().min(5).max(120).default(30).describe('Frames per second.'),
  buffers: z
    .number()
    .int()
    .min(4)
    .max(32)
    .optional()
    .describe('Buffers to ask the driver for. Unset: as many as the rate needs.'),
  exposure: z
    .union([z.literal('auto'), z.number().int().min(1).max(10_000)])
    .optional()
    .describe('Exposure time in units of 100 microseconds, or auto. Unset: as the camera has it; so for all controls.'),
  gain: z
    .union([z.literal('auto'), z.number().int().min(0).max(65_535)])
    .optional()
    .describe("The driver's own number."),
  white_balance: z
    .union([z.literal('auto'), z.number().int().min(1000).max(12_000)])
    .optional()
    .describe('Kelvin.'),
  power_line: z.enum(['off', '50hz', '60hz', 'auto']).optional().describe("Flicker of the room's light."),
  controls: z
    .record(z.string().regex(/^[a-z0-9_]{1,32}$/), z.number().int())
    .optional()
    .describe('Other controls, by their name in `v4l2-ctl --list-ctrls`. One the camera lacks is an error.'),
  bus_info: z.string().min(1).max(32).optional().describe('Pins the port (R14): "Bus info" of `v4l2-ctl --info`.'),
  vendor_id: usbId.optional().describe('Pins the USB vendor id (R14).'),
  product_id: usbId.optional().describe('Pins the USB product id (R14).'),
  serial: z.string().min(1).max(64).optional().describe('Pins the USB serial number (R14).'),
  usb_interface: z
    .string()
    .regex(/^[0-9a-f]{2}$/)
    .optional()
    .describe('Pins the USB interface number: tells two cameras of one device apart.'),
  driver: z.string().min(1).max(16).optional().describe('Pins the kernel driver (R14).'),
  allow_drivers: z
    .array(z.string().min(1).max(16))
    .default([])
    .describe('Drivers allowed beyond the known ones of sensors; v4l2loopback and vivid only on test boards.'),
});
