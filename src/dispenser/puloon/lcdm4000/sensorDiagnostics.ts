import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError, writePosition } from './fields.ts';

export interface SensorDiagnosticsResponse {
  readonly error: number;
  /** Raw bytes: value + 20, which may wrap (reference §3.7). */
  readonly opacity: number;
  readonly length: number;
  readonly divertMs: number;
  readonly reject: number;
}

/** SENSOR DIAGNOSTICS (58): **moves 5 notes of a cassette to the reject tray** (reference §3.7). Never sent by the daemon. */
export class SensorDiagnostics implements Message<SensorDiagnosticsResponse> {
  readonly name = 'SENSOR DIAGNOSTICS';
  readonly command = 0x58;
  readonly movesCash = true;
  readonly cassette: number;

  constructor(cassette: number) {
    this.cassette = cassette;
  }

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command, [writePosition(this.cassette)]);
  }

  /** Data: ERR OPAC LENG DIVERT REJECT. */
  parse(data: Uint8Array): SensorDiagnosticsResponse {
    const [, opacity, length, divertMs, reject] = data as unknown as [number, number, number, number, number];
    return { error: readError(data, 0), opacity, length, divertMs, reject };
  }
}
