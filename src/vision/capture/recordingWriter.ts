import { crc32 } from 'node:zlib';
import {
  ILLUMINATOR_OFF,
  ILLUMINATOR_ON,
  ILLUMINATOR_UNKNOWN,
  MAGIC,
  RECORD_END,
  RECORD_HEADER_BYTES,
  RECORD_IR,
  RECORD_RGB,
  type RecordedFrame,
  type RecordingHeader,
  recordingHeaderSchema,
} from './recordingFormat.ts';

/** Magic, length and header JSON of a recording. Throws (zod) when the header is not one the parser would take. */
export function encodeRecordingHeader(header: RecordingHeader): Uint8Array {
  const json = Buffer.from(JSON.stringify(recordingHeaderSchema.parse(header)), 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  return Buffer.concat([Buffer.from(MAGIC, 'latin1'), length, json]);
}

/** The 32 bytes before a frame's payload; write the payload itself after them. */
export function encodeFrameHeader(frame: RecordedFrame): Uint8Array {
  const lit = frame.illuminated === null ? ILLUMINATOR_UNKNOWN : frame.illuminated ? ILLUMINATOR_ON : ILLUMINATOR_OFF;
  return recordHeader(
    frame.channel === 'rgb' ? RECORD_RGB : RECORD_IR,
    lit,
    frame.sequence,
    frame.timestampUs,
    frame.data,
  );
}

/** The end record with its payload: without it a recording counts as cut short. */
export function encodeEnd(rgbFrames: number, irFrames: number): Uint8Array {
  const json = Buffer.from(JSON.stringify({ rgbFrames, irFrames }), 'utf8');
  return Buffer.concat([recordHeader(RECORD_END, ILLUMINATOR_UNKNOWN, 0, 0, json), json]);
}

function recordHeader(
  type: number,
  lit: number,
  sequence: number,
  timestampUs: number,
  payload: Uint8Array,
): Uint8Array {
  const bytes = Buffer.alloc(RECORD_HEADER_BYTES);
  bytes.writeUInt8(type, 0);
  bytes.writeUInt8(lit, 1);
  bytes.writeUInt32LE(sequence >>> 0, 4);
  bytes.writeBigUInt64LE(BigInt(timestampUs), 8);
  bytes.writeUInt32LE(payload.length, 16);
  bytes.writeUInt32LE(crc32(payload), 20);
  return bytes;
}

/** Writes a recording piece by piece to `write` (a file, a socket, an array). Frames are not kept. */
export class RecordingWriter {
  readonly #write: (bytes: Uint8Array) => void;
  readonly #frames = { rgb: 0, ir: 0 };

  constructor(write: (bytes: Uint8Array) => void) {
    this.#write = write;
  }

  header(header: RecordingHeader): void {
    this.#write(encodeRecordingHeader(header));
  }

  frame(frame: RecordedFrame): void {
    this.#write(encodeFrameHeader(frame));
    this.#write(frame.data);
    this.#frames[frame.channel]++;
  }

  end(): void {
    this.#write(encodeEnd(this.#frames.rgb, this.#frames.ir));
  }
}
