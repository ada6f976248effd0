import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm2000Dialect } from './dialect.ts';
import type { DispenseResponse } from './dispenseResponse.ts';
import { writeCount } from './fields.ts';
import { parseSingle } from './singleResponse.ts';

/** LOWER DISPENSE (55): 1 to 60 notes from the lower cassette, straight to the customer. */
export class DispenseLower implements Message<DispenseResponse> {
  readonly name = 'LOWER DISPENSE';
  readonly command = 0x55;
  readonly movesCash = true;
  readonly count: number;

  constructor(count: number) {
    this.count = count;
  }

  serialize(): Uint8Array {
    return encodeCommand(lcdm2000Dialect, this.command, writeCount(this.count));
  }

  parse(data: Uint8Array): DispenseResponse {
    const { error, result } = parseSingle(data);
    return { error, lower: result, upper: null };
  }
}
