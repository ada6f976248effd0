import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm2000Dialect } from './dialect.ts';
import type { DispenseResponse } from './dispenseResponse.ts';
import { parseSingle } from './singleResponse.ts';

/** TEST DISPENSE (76 upper, 77 lower): one note to the reject tray. For a person at the open safe, not for the daemon. */
export class TestDispense implements Message<DispenseResponse> {
  readonly name = 'TEST DISPENSE';
  readonly command: 0x76 | 0x77;
  readonly movesCash = true;

  constructor(cassette: 'upper' | 'lower') {
    this.command = cassette === 'upper' ? 0x76 : 0x77;
  }

  serialize(): Uint8Array {
    return encodeCommand(lcdm2000Dialect, this.command);
  }

  parse(data: Uint8Array): DispenseResponse {
    const { error, result } = parseSingle(data);
    return this.command === 0x76 ? { error, upper: result, lower: null } : { error, upper: null, lower: result };
  }
}
