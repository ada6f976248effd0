// The device's own reading of the LCDM-4000's frames (reference §3), written apart from the daemon's: a mistake there must
// not be repeated here by sharing code.
import { type CommandSet, answer as frame } from '../lcdm2000/wire.ts';

export const lcdm4000Commands: CommandSet = {
  id: 0x30,
  lengths: new Map([
    [0x44, 6], // RESET
    [0x50, 6], // STATUS
    [0x51, 6], // PURGE
    [0x52, 21], // DISPENSE: four counts, TO1 TO2, nine reserved
    [0x53, 21], // TEST DISPENSE
    [0x55, 6], // LAST STATUS
    [0x58, 7], // SENSOR DIAGNOSTICS: which cassette
    [0x5b, 6], // GET OPACITIES
    [0x5c, 10], // SET ORDER: four cassettes
    [0x5d, 6], // GET ORDER
    [0x5e, 14], // SET LENGTHS: four pairs of nibbles
    [0x5f, 6], // GET LENGTHS
    [0x67, 6], // GET SERIAL
  ]),
};

/** Commands that move notes; what else is asked is answered at once. */
export const moving: readonly number[] = [0x44, 0x51, 0x52, 0x53, 0x58];

export function answer(code: number, data: readonly number[]): Uint8Array {
  return frame(code, data, lcdm4000Commands.id);
}

/** Numbers and error codes: value + 20. */
export function plus20(value: number): number {
  return 0x20 + value;
}
