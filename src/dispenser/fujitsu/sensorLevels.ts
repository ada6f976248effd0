import { readAnswer } from './answer.ts';
import { FS, type Message } from './message.ts';

/** The sensors in the order of the answer, as LC names them. */
const sensors = 'FDLS1 FDLS2 FDLS3 FDLS4 FDLS5 FDLS6 DFSS REJS BPS BRS1 BRS2 BRS3 EJSR EJSF BCS'.split(' ');
const offset = 0x27;

export interface SensorLevel {
  readonly sensor: string;
  readonly level: number;
  /** 1 to 8 good, 9 to 12 to be cleaned, above to be replaced; 0: there is none. */
  readonly state: 'none' | 'good' | 'clean' | 'replace';
}

/** SENSOR LEVEL (60 02 without parameters) [1: LC]: for a technician, not for the daemon. */
export class SensorLevels implements Message<readonly SensorLevel[]> {
  readonly name = 'SENSOR LEVEL';
  readonly command = 0x02;
  readonly movesNotes = false;

  serialize(): Uint8Array {
    return Uint8Array.of(0x60, this.command, 0x0d, FS);
  }

  parse(data: Uint8Array): readonly SensorLevel[] {
    readAnswer(data, this.command, offset + sensors.length);
    return sensors.map((sensor, i) => {
      const level = data[offset + i]!;
      const state = level === 0 ? 'none' : level <= 8 ? 'good' : level <= 12 ? 'clean' : 'replace';
      return { sensor, level, state };
    });
  }
}
