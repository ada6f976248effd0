import { crc32 } from 'node:zlib';
import { type Camera, IR_CAMERA, RGB_CAMERA } from './camera.ts';

/**
 * The scene speaks the recording container (recording@1) as a live stream. Its encoder is its own on purpose: what a
 * simulator sends must not be made by the code that it tests.
 *
 *   "TSREC01\n" - u32le header length - header JSON - then per frame 32 bytes and the payload:
 *   0 u8 type (1 rgb, 2 ir) - 1 u8 illuminator (0, 1, 255 n/a) - 2 u16 0 - 4 u32le sequence
 *   8 u64le microseconds of CLOCK_MONOTONIC - 16 u32le length - 20 u32le CRC-32 - 24 u64 0
 */
export const RECORD_BYTES = 32;

function info(name: string, camera: Camera, format: 'YUYV' | 'GREY', productId: string) {
  const stride = format === 'YUYV' ? camera.width * 2 : camera.width;
  return {
    driver: 'tellersight-scene',
    card: `Rendered ${name} camera`,
    busInfo: `scene:${name}`,
    serial: `SCENE-${name.toUpperCase()}-1`,
    vendorId: '1d6b',
    productId,
    width: camera.width,
    height: camera.height,
    format,
    stride,
    fps: 30,
  };
}

/** Opening bytes of a stream. The illuminator follows a code per frame (R13). */
export function encodeHeader(createdUtc: string, note: string): Buffer {
  const json = Buffer.from(
    JSON.stringify({
      schema: 'recording@1',
      createdUtc,
      source: 'scene',
      note,
      cameras: { rgb: info('rgb', RGB_CAMERA, 'YUYV', '5ce1'), ir: info('ir', IR_CAMERA, 'GREY', '5ce2') },
      illuminator: { kind: 'switched', coded: true },
    }),
  );
  const head = Buffer.alloc(12);
  head.write('TSREC01\n', 'ascii');
  head.writeUInt32LE(json.length, 8);
  return Buffer.concat([head, json]);
}

/** The 32 bytes before a payload. @param illuminator 0 off, 1 on, 255 not applicable */
export function encodeRecord(
  type: 1 | 2,
  illuminator: 0 | 1 | 255,
  sequence: number,
  timestampUs: bigint,
  payload: Uint8Array,
): Buffer {
  const b = Buffer.alloc(RECORD_BYTES);
  b.writeUInt8(type, 0);
  b.writeUInt8(illuminator, 1);
  b.writeUInt32LE(sequence >>> 0, 4);
  b.writeBigUInt64LE(timestampUs, 8);
  b.writeUInt32LE(payload.length, 16);
  b.writeUInt32LE(crc32(payload), 20);
  return b;
}
