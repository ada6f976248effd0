import { splitSteps } from '../../../src/dispenser/splitSteps.ts';
import { puloonLcdm4000 } from '../dialects/puloonLcdm4000.ts';
import type { Parts } from '../world/life.ts';
import { wiretap } from './wiretap.ts';

const lastStatus = 0x55;
const dispense = 0x52;
/** TYPE of the fourth cassette in the answer to LAST STATUS; it is changed only in what is read before a command. */
const fourthType = 18;

/**
 * The last result is believed although it may be the one from before the command: what was read before always seems to be
 * another one, and commands are not cut so that it would be. A command that never arrived gets the result of its equal
 * before it.
 */
export const staleLastStatus: Partial<Parts> = {
  driver: (parts) => {
    let before = true;
    const line = wiretap(parts.line, {
      afterWrite: (bytes) => {
        if (bytes[0] === 0x04 && bytes[3] === dispense) before = false;
      },
      fromDevice: (bytes) => {
        if (bytes[0] !== 0x01) return bytes;
        if (bytes[3] === dispense) before = true;
        if (bytes[3] !== lastStatus || !before || bytes.length !== 21) return bytes;
        const other = Uint8Array.from(bytes);
        other[fourthType]! ^= 0x04;
        other[20]! ^= 0x04;
        return other;
      },
    });
    return new Proxy(puloonLcdm4000.driver({ ...parts, line }), {
      get(target, name) {
        if (name === 'plan') {
          return async (notes: readonly number[]) => splitSteps(notes, target.capability.maxNotesPerCommand);
        }
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  },
};
