/** A byte line to a device, however it is made: the true serial port, or bytes in simulated time. */
export interface Line {
  /** The line is open. */
  readonly up: boolean;
  /** Tries once to open the line, then goes on in the background; resolves after the first try. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** @throws DISPENSER_OFFLINE when the line is not open; later failures come as onDown. */
  write(bytes: Uint8Array): void;
}

export interface LineEvents {
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onUp: () => void;
  /** The open line hung up or failed; not called for stop(). */
  readonly onDown: (reason: string) => void;
}

/** Makes the line of a driver; it is not opened before start(). */
export type LineFactory = (events: LineEvents) => Line;
