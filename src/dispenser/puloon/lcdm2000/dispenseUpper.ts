import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm2000Dialect } from './dialect.ts';
import type { DispenseResponse } from './dispenseResponse.ts';
import { writeCount } from './fields.ts';
import { parseSingle } from './singleResponse.ts';

/** UPPER DISPENSE (45): 1 to 60 notes from the upper cassette, straight to the customer. */
export class DispenseUpper implements Message<DispenseResponse> {
  readonly name = 'UPPER DISPENSE';
  readonly command = 0x45;
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
    return { error, upper: result, lower: null };
  }
}
