import { crc32 } from 'node:zlib';
import { TellersightError } from '../../lib/errors.ts';
import {
  ILLUMINATOR_OFF,
  ILLUMINATOR_ON,
  ILLUMINATOR_UNKNOWN,
  isKnownFormat,
  MAGIC,
  MAX_END_BYTES,
  MAX_HEADER_BYTES,
  payloadBounds,
  RECORD_END,
  RECORD_HEADER_BYTES,
  RECORD_IR,
  RECORD_RGB,
  type RecordedFrame,
  type RecordingHeader,
  recordingHeaderSchema,
} from './recordingFormat.ts';

export interface RecordingSink {
  /** Called once, before any frame. */
  header(header: RecordingHeader): void;
  /** Memory for a payload of `bytes`; null = no room, the frame is read over and not delivered. */
  allocate(channel: 'rgb' | 'ir', bytes: number): Uint8Array | null;
  frame(frame: RecordedFrame): void;
  /** A frame that `allocate` had no room for. */
  skipped(channel: 'rgb' | 'ir'): void;
  /** The payload of a frame that was begun and will not be delivered (damage): take the memory back. */
  abandon(channel: 'rgb' | 'ir', data: Uint8Array): void;
}

interface Pending {
  readonly type: number;
  readonly illuminator: number;
  readonly sequence: number;
  readonly timestampUs: number;
  readonly length: number;
  readonly crc: number;
  readonly data: Uint8Array | null;
}

type State = 'magic' | 'headerLength' | 'header' | 'record' | 'payload' | 'ended';

/**
 * Push parser of the container. Memory is bounded: one JSON header or one frame, whose size the header fixed. Throws
 * RECORDING_DAMAGED or RECORDING_UNSUPPORTED from push() and RECORDING_CUT_SHORT from end(); after a throw it is dead.
 */
export class RecordingParser {
  readonly #sink: RecordingSink;
  #state: State = 'magic';
  #need = MAGIC.length;
  #small = new Uint8Array(RECORD_HEADER_BYTES);
  #target: Uint8Array | null = this.#small;
  #filled = 0;
  #crc = 0;
  #offset = 0;
  #header: RecordingHeader | null = null;
  #pending: Pending | null = null;
  readonly #frames = { rgb: 0, ir: 0 };

  constructor(sink: RecordingSink) {
    this.#sink = sink;
  }

  /** True after the end record. */
  get ended(): boolean {
    return this.#state === 'ended';
  }

  push(chunk: Uint8Array): void {
    let at = 0;
    try {
      while (at < chunk.length) {
        if (this.#state === 'ended') throw this.#damaged('bytes after the end record');
        const take = Math.min(this.#need - this.#filled, chunk.length - at);
        const part = chunk.subarray(at, at + take);
        this.#target?.set(part, this.#filled);
        if (this.#state === 'payload') this.#crc = crc32(part, this.#crc);
        this.#filled += take;
        this.#offset += take;
        at += take;
        if (this.#filled === this.#need) this.#complete();
      }
    } catch (error) {
      this.abandon();
      throw error;
    }
  }

  /** Tells the parser that no more bytes will come. */
  end(): void {
    this.abandon();
    if (this.#state === 'ended') return;
    throw new TellersightError(
      'RECORDING_CUT_SHORT',
      `the recording ends at byte ${this.#offset} without an end record`,
      {
        details: { offset: this.#offset, rgbFrames: this.#frames.rgb, irFrames: this.#frames.ir },
      },
    );
  }

  /** Gives a half-read payload back to its owner. */
  abandon(): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending?.data && pending.type !== RECORD_END) this.#sink.abandon(channelOf(pending.type), pending.data);
  }

  #expect(state: State, need: number, target: Uint8Array | null): void {
    this.#state = state;
    this.#need = need;
    this.#target = target;
    this.#filled = 0;
  }

  #complete(): void {
    if (this.#state === 'magic') this.#checkMagic();
    else if (this.#state === 'headerLength') this.#checkHeaderLength();
    else if (this.#state === 'header') this.#takeHeader(this.#target as Uint8Array);
    else if (this.#state === 'record') this.#beginPayload();
    else if (this.#state === 'payload') this.#endPayload();
  }

  #checkMagic(): void {
    const magic = Buffer.from(this.#small.subarray(0, MAGIC.length)).toString('latin1');
    if (magic.startsWith('TSREC') && magic.endsWith('\n') && magic !== MAGIC) {
      throw new TellersightError('RECORDING_UNSUPPORTED', `container version ${JSON.stringify(magic)} is not known`);
    }
    if (magic !== MAGIC) throw this.#damaged('this is not a recording (wrong magic)');
    this.#expect('headerLength', 4, this.#small);
  }

  #checkHeaderLength(): void {
    const length = view(this.#small).getUint32(0, true);
    if (length < 2 || length > MAX_HEADER_BYTES) throw this.#damaged(`header length ${length}`);
    this.#expect('header', length, new Uint8Array(length));
  }

  #takeHeader(bytes: Uint8Array): void {
    this.#header = this.#parseHeader(bytes);
    this.#sink.header(this.#header);
    this.#expect('record', RECORD_HEADER_BYTES, this.#small);
  }

  #parseHeader(bytes: Uint8Array): RecordingHeader {
    let json: unknown;
    try {
      json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch {
      throw this.#damaged('the header is not JSON');
    }
    const schema = (json as { schema?: unknown } | null)?.schema;
    if (typeof schema === 'string' && /^recording@\d+$/.test(schema) && schema !== 'recording@1') {
      throw new TellersightError('RECORDING_UNSUPPORTED', `${schema} is not known; this version reads recording@1`);
    }
    const parsed = recordingHeaderSchema.safeParse(json);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw this.#damaged(`header: ${issue?.path.join('.')}: ${issue?.message}`);
    }
    for (const [channel, camera] of Object.entries(parsed.data.cameras)) {
      if (!isKnownFormat(camera.format)) {
        throw new TellersightError(
          'RECORDING_UNSUPPORTED',
          `${channel} frames are ${camera.format}, which is not read`,
        );
      }
      if (!payloadBounds(camera)) throw this.#damaged(`header: ${channel} frames cannot have that size and stride`);
    }
    return parsed.data;
  }

  #beginPayload(): void {
    const fields = view(this.#small);
    const type = fields.getUint8(0);
    const illuminator = fields.getUint8(1);
    const timestamp = fields.getBigUint64(8, true);
    const length = fields.getUint32(16, true);
    if (type !== RECORD_RGB && type !== RECORD_IR && type !== RECORD_END) throw this.#damaged(`record type ${type}`);
    if (fields.getUint16(2, true) !== 0 || fields.getBigUint64(24, true) !== 0n) {
      throw this.#damaged('a reserved field is not zero');
    }
    if (![ILLUMINATOR_OFF, ILLUMINATOR_ON, ILLUMINATOR_UNKNOWN].includes(illuminator)) {
      throw this.#damaged(`illuminator state ${illuminator}`);
    }
    if (timestamp > BigInt(Number.MAX_SAFE_INTEGER)) throw this.#damaged('timestamp out of range');
    let data: Uint8Array | null;
    if (type === RECORD_END) {
      if (length < 2 || length > MAX_END_BYTES) throw this.#damaged(`end record of ${length} bytes`);
      data = new Uint8Array(length);
    } else {
      const channel = channelOf(type);
      const bounds = payloadBounds((this.#header as RecordingHeader).cameras[channel]);
      if (!bounds || length < bounds.min || length > bounds.max)
        throw this.#damaged(`${channel} frame of ${length} bytes`);
      data = this.#sink.allocate(channel, length);
    }
    this.#pending = {
      type,
      illuminator,
      sequence: fields.getUint32(4, true),
      timestampUs: Number(timestamp),
      length,
      crc: fields.getUint32(20, true),
      data,
    };
    this.#crc = 0;
    this.#expect('payload', length, data);
  }

  #endPayload(): void {
    const pending = this.#pending as Pending;
    if (this.#crc !== pending.crc) throw this.#damaged('the checksum of a record is wrong');
    this.#pending = null;
    this.#expect('record', RECORD_HEADER_BYTES, this.#small);
    if (pending.type === RECORD_END) this.#finish(pending.data as Uint8Array);
    else this.#deliver(pending);
  }

  #deliver(pending: Pending): void {
    const channel = channelOf(pending.type);
    this.#frames[channel]++;
    if (!pending.data) {
      this.#sink.skipped(channel);
      return;
    }
    this.#sink.frame({
      channel,
      illuminated: channel === 'rgb' || pending.illuminator === ILLUMINATOR_UNKNOWN ? null : pending.illuminator === 1,
      sequence: pending.sequence,
      timestampUs: pending.timestampUs,
      data: pending.data,
    });
  }

  #finish(payload: Uint8Array): void {
    let counts: { rgbFrames?: unknown; irFrames?: unknown };
    try {
      counts = JSON.parse(new TextDecoder().decode(payload)) ?? {};
    } catch {
      throw this.#damaged('the end record is not JSON');
    }
    if (counts.rgbFrames !== this.#frames.rgb || counts.irFrames !== this.#frames.ir) {
      throw this.#damaged('the end record counts other frames than the file holds');
    }
    this.#expect('ended', 1, null);
  }

  #damaged(what: string): TellersightError {
    return new TellersightError('RECORDING_DAMAGED', `${what}, at byte ${this.#offset}`, {
      details: { offset: this.#offset },
    });
  }
}

function channelOf(type: number): 'rgb' | 'ir' {
  return type === RECORD_RGB ? 'rgb' : 'ir';
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
