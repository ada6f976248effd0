import type { Line, LineFactory } from '../../../src/dispenser/serial/line.ts';

export interface Tapping {
  /** Bytes from the device; what it returns goes to the driver. */
  readonly fromDevice?: (bytes: Uint8Array, line: Line) => Uint8Array | null;
  /** After bytes of the driver went out. */
  readonly afterWrite?: (bytes: Uint8Array, line: Line) => void;
}

/** The true line with a piece of wrong software between it and the true driver. */
export function wiretap(factory: LineFactory, tapping: Tapping): LineFactory {
  return (events) => {
    const inner: Line = factory({
      ...events,
      onBytes: (bytes) => {
        const seen = tapping.fromDevice ? tapping.fromDevice(bytes, inner) : bytes;
        if (seen !== null && seen.length > 0) events.onBytes(seen);
      },
    });
    return {
      get up() {
        return inner.up;
      },
      start: () => inner.start(),
      stop: () => inner.stop(),
      write: (bytes) => {
        inner.write(bytes);
        tapping.afterWrite?.(bytes, inner);
      },
    };
  };
}
