import { lcdm2000Check } from '../dialects/lcdm2000Check.ts';
import { puloonLcdm2000 } from '../dialects/puloonLcdm2000.ts';
import { puloonLcdm4000 } from '../dialects/puloonLcdm4000.ts';
import type { Parts } from '../world/life.ts';
import { wiretap } from './wiretap.ts';

const { driver } = puloonLcdm2000;
const ackMs = 700;

/** Y and PX do this (reference §2.9.2): no ACK in time, so the command is sent again. */
export const resendOnMissingAck: Partial<Parts> = {
  driver: (parts) => {
    let cancel = () => {};
    const line = wiretap(parts.line, {
      afterWrite: (bytes, inner) => {
        if (!lcdm2000Check.isCashCommand(bytes)) return;
        cancel = parts.timers.after(ackMs, () => {
          if (inner.up) inner.write(bytes);
        });
      },
      fromDevice: (bytes) => {
        cancel();
        return bytes;
      },
    });
    return driver({ ...parts, line });
  },
};

/** The notes that the sensors behind the cassette saw are taken for the notes that went out. */
export const checkedForExited: Partial<Parts> = {
  driver: (parts) => {
    const line = wiretap(parts.line, {
      fromDevice: (bytes) => {
        const places = { 69: [4], 85: [4], 86: [4, 8] }[bytes[3] ?? 0];
        if (!places || lcdm2000Check.frames('toHost', bytes).length !== 1) return bytes;
        const wrong = Uint8Array.from(bytes);
        for (const place of places) wrong.copyWithin(place + 2, place, place + 2);
        return checked(wrong);
      },
    });
    return driver({ ...parts, line });
  },
};

/**
 * A frame ends at the first ETX, and as such a parser often misses the true check byte, it does not mind a wrong one
 * (as L and CS4, reference §3.7); fields that are missing read as zero.
 */
export const scanningForEtx: Partial<Parts> = {
  driver: (parts) => {
    const lengths: Readonly<Record<number, number>> = { 82: 29, 85: 21 };
    const line = wiretap(parts.line, {
      fromDevice: (bytes) => {
        const length = lengths[bytes[3] ?? 0];
        const etx = bytes.indexOf(0x03, 4);
        if (bytes[0] !== 0x01 || length === undefined || etx < 0) return bytes;
        const data = [...bytes.subarray(4, etx), ...Array(length).fill(0x20)].slice(0, length - 6);
        return checked(Uint8Array.of(0x01, 0x30, 0x02, bytes[3]!, ...data, 0x03, 0));
      },
    });
    return puloonLcdm4000.driver({ ...parts, line });
  },
};

/** What came too late lies in the port's buffer, and is read as the answer to the next command that is accepted. */
export const lateForAnother: Partial<Parts> = {
  driver: (parts) => {
    let waiting = false;
    let late: Uint8Array | null = null;
    const line = wiretap(parts.line, {
      afterWrite: (bytes, _) => {
        if (lcdm2000Check.isCashCommand(bytes)) waiting = true;
      },
      fromDevice: (bytes) => {
        const isFrame = lcdm2000Check.frames('toHost', bytes).length > 0;
        const isAnswer = isFrame && [0x45, 0x55, 0x56].includes(bytes[3]!);
        if (isAnswer && !waiting) {
          late = bytes;
          return null;
        }
        if (isAnswer) waiting = false;
        if (bytes[0] !== 0x06 || !waiting || late === null) return bytes;
        const both = Uint8Array.of(...bytes, ...late);
        late = null;
        return both;
      },
    });
    return driver({ ...parts, line });
  },
};

/** With the check byte that fits. */
function checked(frame: Uint8Array): Uint8Array {
  frame[frame.length - 1] = frame.subarray(0, -1).reduce((sum, byte) => sum ^ byte, 0);
  return frame;
}
