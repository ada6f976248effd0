import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { type Movement, readMovement } from './movement.ts';

export interface LastStatusResponse extends Movement {
  /** The command whose result this is. */
  readonly command: number;
}

/**
 * LAST STATUS (55): repeats the result of the last PURGE, DISPENSE or TEST DISPENSE, and is effective only after one
 * (vendor text as quoted by Y). It carries no id: whose result it is must be proved by other means.
 */
export class LastStatus implements Message<LastStatusResponse> {
  readonly name = 'LAST STATUS';
  readonly command = 0x55;
  readonly movesCash = false;

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command);
  }

  /** Data: LASTCMD, then as the answer to that command. */
  parse(data: Uint8Array): LastStatusResponse {
    return { command: data[0]!, ...readMovement(data, 1) };
  }
}
