/** Times (ms) of the line and the device. */
export interface LineLimits {
  /** Every wait for a control sequence or a frame: 5 s by L and FB (reference §4.1). */
  readonly handshakeMs: number;
  /** Answer of a command that moves notes; L raised it to 40 s, a slow count with rejects takes long. */
  readonly responseMs: number;
  /** Answer of a command that moves nothing: the device's three tries of 5 s to deliver it, and some more. */
  readonly queryMs: number;
  /**
   * A refusal must stand uncontradicted for so long before a command that moves notes is written again: longer than
   * `handshakeMs`, after which a device repeats an ENQ that was taken for a refusal.
   */
  readonly refusalMs: number;
  /** Silence after which an unfinished frame is given up; at 9600 baud a byte takes 1.2 ms. */
  readonly gapMs: number;
  /** How long the exit may stay occupied before a count is given up, and how often it is looked at. */
  readonly exitMs: number;
  readonly exitPollMs: number;
}

/** Bids for the line, transmissions of a frame, and requests to repeat one (reference §4.1: three tries each). */
export const maxTries = 3;

export const defaultLimits: LineLimits = {
  handshakeMs: 5000,
  responseMs: 65_000,
  queryMs: 20_000,
  refusalMs: 6000,
  gapMs: 500,
  exitMs: 30_000,
  exitPollMs: 500,
};
