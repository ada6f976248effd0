import { TellersightError } from '../../../lib/errors.ts';
import { encodeCommand } from '../frame.ts';
import type { Message } from '../message.ts';
import { lcdm2000Dialect } from './dialect.ts';

/** Sensors as the device reports them; true = blocked, missing or low (a healthy idle LCDM-2000 says 80 00). */
export interface StatusResponse {
  readonly error: number;
  readonly check: readonly [boolean, boolean, boolean, boolean];
  readonly divert: readonly [boolean, boolean];
  readonly eject: boolean;
  readonly exit: boolean;
  readonly solenoid: boolean;
  /** Upper, lower. */
  readonly cassetteMissing: readonly [boolean, boolean];
  readonly nearEnd: readonly [boolean, boolean];
  readonly rejectTrayMissing: boolean;
}

/** STATUS (46): sensors and the error byte. Says nothing about what an earlier dispense paid. */
export class Status implements Message<StatusResponse> {
  readonly name = 'STATUS';
  readonly command = 0x46;
  readonly movesCash = false;
  readonly #model: 'lcdm1000' | 'lcdm2000';

  constructor(model: 'lcdm1000' | 'lcdm2000') {
    this.#model = model;
  }

  serialize(): Uint8Array {
    return encodeCommand(lcdm2000Dialect, this.command);
  }

  /** Data: 30, ERR, SENSOR0, SENSOR1. */
  parse(data: Uint8Array): StatusResponse {
    const [, error, sensor0, sensor1] = data as unknown as [number, number, number, number];
    // SENSOR0 bit 7 is always 1; without it the frame is corrupt or from another device.
    if ((sensor0 & 0x80) === 0) throw new TellersightError('DISPENSER_PROTOCOL', 'SENSOR0 has bit 7 clear');
    const [s0, s1] = [(bit: number) => (sensor0 & (1 << bit)) !== 0, (bit: number) => (sensor1 & (1 << bit)) !== 0];
    // SENSOR1 of the LCDM-1000 (LCDM-1000T V3.3) has other places; its bit 7 is always 1 and its bits 3 to 6 are unused.
    const single = this.#model === 'lcdm1000';
    return {
      error,
      check: [s0(0), s0(1), !single && s1(3), !single && s1(4)],
      divert: [s0(2), s0(3)],
      eject: s0(4),
      exit: s0(5),
      solenoid: s1(single ? 2 : 0),
      cassetteMissing: [s1(1), single || s1(2)],
      nearEnd: [s0(6), !single && s1(5)],
      rejectTrayMissing: s1(single ? 0 : 6),
    };
  }
}
