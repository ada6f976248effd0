/** Sensor and cassette registers, which stand at the same place in every answer that has them (reference §4.4). */
export interface Registers {
  /** Byte 14 bit 4: notes lie at the exit. */
  readonly notesAtExit: boolean;
  /** Magnet id of the cassette in each of the four slots; null where there is none. */
  readonly cassetteIds: readonly (number | null)[];
}

/** Sensor register 12 to 17, cassette registers from 18: one byte per slot. */
export const registersEnd = 22;

const exitSensor = { byte: 14, bit: 0x10 };
const cassettes = { byte: 18, slots: 4, inserted: 0x80, id: 0x7f };

/** @param data at least `registersEnd` bytes */
export function readRegisters(data: Uint8Array): Registers {
  return {
    notesAtExit: (data[exitSensor.byte]! & exitSensor.bit) !== 0,
    cassetteIds: Array.from({ length: cassettes.slots }, (_, slot) => {
      const register = data[cassettes.byte + slot]!;
      return register & cassettes.inserted ? register & cassettes.id : null;
    }),
  };
}
