import type { CameraInfo, RecordedFrame, RecordingHeader } from '../../../../src/vision/capture/recordingFormat.ts';
import type { RecordingSink } from '../../../../src/vision/capture/recordingParser.ts';
import { RecordingWriter } from '../../../../src/vision/capture/recordingWriter.ts';

export function camera(format: string, width: number, height: number, stride: number): CameraInfo {
  const text = { driver: 'test', card: 'test', busInfo: 'test', serial: null, vendorId: null, productId: null };
  return { ...text, width, height, format, stride, fps: 30 };
}

/** Small raw pictures: 16 x 16 YUYV and GREY. */
export const header: RecordingHeader = {
  schema: 'recording@1',
  createdUtc: '2026-01-01T00:00:00.000Z',
  source: 'test',
  note: '',
  cameras: { rgb: camera('YUYV', 16, 16, 32), ir: camera('GREY', 16, 16, 16) },
  illuminator: { kind: 'switched', coded: true },
};

/** A whole recording of `pairs` small pairs whose bytes are their sequence numbers. */
export function smallRecording(pairs: number, own: RecordingHeader = header): Buffer {
  const parts: Uint8Array[] = [];
  const writer = new RecordingWriter((bytes) => void parts.push(bytes.slice()));
  writer.header(own);
  for (let i = 0; i < pairs; i++) {
    const timestampUs = 1000 + i * 33_333;
    writer.frame({ channel: 'rgb', illuminated: null, sequence: i, timestampUs, data: new Uint8Array(512).fill(i) });
    writer.frame({
      channel: 'ir',
      illuminated: i % 2 === 0,
      sequence: i,
      timestampUs: timestampUs + 500,
      data: new Uint8Array(256).fill(i),
    });
  }
  writer.end();
  return Buffer.concat(parts);
}

/** A sink that keeps what it gets and knows what memory is out. */
export class Collector implements RecordingSink {
  readonly headers: RecordingHeader[] = [];
  readonly frames: (RecordedFrame & { data: Uint8Array })[] = [];
  readonly out = new Set<Uint8Array>();
  room = true;
  skippedFrames = 0;

  header(header: RecordingHeader): void {
    this.headers.push(header);
  }

  allocate(_channel: 'rgb' | 'ir', bytes: number): Uint8Array | null {
    if (!this.room) return null;
    const memory = new Uint8Array(bytes);
    this.out.add(memory);
    return memory;
  }

  frame(frame: RecordedFrame): void {
    this.frames.push(frame);
    this.out.delete(frame.data);
  }

  skipped(): void {
    this.skippedFrames++;
  }

  abandon(_channel: 'rgb' | 'ir', data: Uint8Array): void {
    this.out.delete(data);
  }
}
