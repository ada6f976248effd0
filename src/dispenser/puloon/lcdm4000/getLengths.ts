import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError, readNibbles } from './fields.ts';

export interface LengthsResponse {
  readonly error: number;
  /** Per cassette, in units of 0.785 mm (L); 0 = not set. */
  readonly lengths: readonly number[];
}

/** GET BILL LENGTHS (5F). */
export class GetLengths implements Message<LengthsResponse> {
  readonly name = 'GET BILL LENGTHS';
  readonly command = 0x5f;
  readonly movesCash = false;

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command);
  }

  parse(data: Uint8Array): LengthsResponse {
    return { error: readError(data, 0), lengths: [1, 3, 5, 7].map((offset) => readNibbles(data, offset)) };
  }
}
