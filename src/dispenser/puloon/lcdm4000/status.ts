import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm4000Dialect } from './dialect.ts';
import { readError, readNumber, readType } from './fields.ts';

export interface CassetteSensors {
  readonly check: readonly [boolean, boolean];
  readonly present: boolean;
  readonly nearEnd: boolean;
  /** 0 = no cassette, 1 to 4. */
  readonly type: number;
}

export interface StatusResponse {
  readonly error: number;
  readonly divert: readonly [boolean, boolean];
  readonly eject: boolean;
  readonly exit: boolean;
  readonly reject: boolean;
  readonly cassettes: readonly CassetteSensors[];
}

/** STATUS (50): sensors and the error code. Says nothing about what an earlier dispense paid. */
export class Status implements Message<StatusResponse> {
  readonly name = 'STATUS';
  readonly command = 0x50;
  readonly movesCash = false;

  serialize(): Uint8Array {
    return encodeCommand(lcdm4000Dialect, this.command);
  }

  /**
   * Data: ERR, DISP, [STAT TYPE OPAC LENG]x4. 20 is taken off a byte before its bits are looked at. DISP bit 5, the
   * solenoid by one source, is not used; OPAC and LENG may wrap and mean nothing to a payout (reference §3.3, §3.7).
   */
  parse(data: Uint8Array): StatusResponse {
    const path = bitsOf(readNumber(data, 1));
    const cassettes = [0, 1, 2, 3].map((cassette): CassetteSensors => {
      const at = 2 + cassette * 4;
      const sensors = bitsOf(readNumber(data, at));
      return {
        check: [sensors(0), sensors(1)],
        present: sensors(2),
        nearEnd: sensors(3),
        type: readType(data, at + 1),
      };
    });
    return {
      error: readError(data, 0),
      divert: [path(0), path(1)],
      eject: path(2),
      exit: path(3),
      reject: path(4),
      cassettes,
    };
  }
}

function bitsOf(byte: number): (bit: number) => boolean {
  return (bit) => (byte & (1 << bit)) !== 0;
}
