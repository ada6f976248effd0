import { z } from 'zod';

/**
 * The recording container `recording@1` (.tsrec), also the wire format of the scene simulator:
 *
 *   0..7   "TSREC01\n"
 *   u32le  length of the header JSON (<= 65,536)
 *   JSON   recordingHeaderSchema
 *   then records: 32 bytes of record header, payload
 *
 * Record header: 0 u8 type (1 rgb, 2 ir, 3 end) - 1 u8 illuminator (0 off, 1 on, 255 unknown) - 2 u16 zero -
 * 4 u32le sequence - 8 u64le timestamp in microseconds of CLOCK_MONOTONIC - 16 u32le payload length -
 * 20 u32le CRC-32 of the payload - 24 u64le zero. The end record's payload is JSON { rgbFrames, irFrames }.
 */
export const MAGIC = 'TSREC01\n';
export const MAX_HEADER_BYTES = 65_536;
export const MAX_PAYLOAD_BYTES = 32 * 1024 * 1024;
export const MAX_END_BYTES = 4096;
export const RECORD_HEADER_BYTES = 32;

export const RECORD_RGB = 1;
export const RECORD_IR = 2;
export const RECORD_END = 3;

export const ILLUMINATOR_OFF = 0;
export const ILLUMINATOR_ON = 1;
export const ILLUMINATOR_UNKNOWN = 255;

const side = z.number().int().min(16).max(8192);

export const cameraInfoSchema = z.object({
  driver: z.string().max(64),
  card: z.string().max(64),
  busInfo: z.string().max(128),
  serial: z.string().max(64).nullable(),
  vendorId: z.string().max(8).nullable(),
  productId: z.string().max(8).nullable(),
  width: side,
  height: side,
  /** V4L2 fourcc: YUYV, GREY, MJPG, RGB3, BGR3, NV12. */
  format: z.string().min(1).max(8),
  /** Bytes from one row to the next; for MJPG 0. */
  stride: z.number().int().min(0).max(131_072),
  fps: z.number().min(1).max(240),
});
export type CameraInfo = z.infer<typeof cameraInfoSchema>;

export const recordingHeaderSchema = z.object({
  schema: z.literal('recording@1'),
  createdUtc: z.string().max(64),
  source: z.string().max(64),
  note: z.string().max(4000),
  cameras: z.object({ rgb: cameraInfoSchema, ir: cameraInfoSchema }),
  illuminator: z.object({ kind: z.string().max(32), coded: z.boolean() }),
});
export type RecordingHeader = z.infer<typeof recordingHeaderSchema>;

export interface RecordedFrame {
  readonly channel: 'rgb' | 'ir';
  readonly illuminated: boolean | null;
  readonly sequence: number;
  readonly timestampUs: number;
  /** Payload in the camera's own format; valid until its owner takes it back. */
  readonly data: Uint8Array;
}

/** Bytes per row at least, or null for a compressed or unknown format. */
const ROW_BYTES: Readonly<Record<string, (width: number) => number>> = {
  YUYV: (width) => 2 * (width + (width & 1)),
  GREY: (width) => width,
  RGB3: (width) => 3 * width,
  BGR3: (width) => 3 * width,
  NV12: (width) => width + (width & 1),
};

export function isKnownFormat(format: string): boolean {
  return format === 'MJPG' || format in ROW_BYTES;
}

/** Payload sizes a camera may deliver: exact for raw formats, an upper bound for MJPG. Null = impossible geometry. */
export function payloadBounds(camera: CameraInfo): { min: number; max: number } | null {
  if (camera.format === 'MJPG') {
    return { min: 4, max: Math.min(MAX_PAYLOAD_BYTES, camera.width * camera.height * 3 + 65_536) };
  }
  const row = ROW_BYTES[camera.format]?.(camera.width);
  if (row === undefined || camera.stride < row) return null;
  const rows = camera.format === 'NV12' ? camera.height + Math.ceil(camera.height / 2) : camera.height;
  const bytes = camera.stride * rows;
  return bytes <= MAX_PAYLOAD_BYTES ? { min: bytes, max: bytes } : null;
}
