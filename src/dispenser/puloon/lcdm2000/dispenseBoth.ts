import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm2000Dialect } from './dialect.ts';
import type { DispenseResponse } from './dispenseResponse.ts';
import { readCount, readNearEnd, writeCount } from './fields.ts';

/**
 * UPPER AND LOWER DISPENSE (56): 1 to 60 notes from each cassette. The worked example in the vendor's text has 16 bytes
 * and contradicts the vendor's own table; the table (21 bytes) is what devices send.
 */
export class DispenseBoth implements Message<DispenseResponse> {
  readonly name = 'UPPER AND LOWER DISPENSE';
  readonly command = 0x56;
  readonly movesCash = true;
  readonly upper: number;
  readonly lower: number;

  constructor(upper: number, lower: number) {
    this.upper = upper;
    this.lower = lower;
  }

  serialize(): Uint8Array {
    return encodeCommand(lcdm2000Dialect, this.command, [...writeCount(this.upper), ...writeCount(this.lower)]);
  }

  /** Data: upCHK(2) upEXIT(2) loCHK(2) loEXIT(2) ERR upSTAT loSTAT upREJ(2) loREJ(2). */
  parse(data: Uint8Array): DispenseResponse {
    return {
      error: data[8]!,
      upper: {
        checked: readCount(data, 0),
        exited: readCount(data, 2),
        rejected: readCount(data, 11),
        nearEnd: readNearEnd(data, 9),
      },
      lower: {
        checked: readCount(data, 4),
        exited: readCount(data, 6),
        rejected: readCount(data, 13),
        nearEnd: readNearEnd(data, 10),
      },
    };
  }
}
