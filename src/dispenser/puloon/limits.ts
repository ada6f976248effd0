/** Times (ms) of the line protocol; what the specification says, with margin. */
export interface LineLimits {
  /** ACK or NCK after the end of a command: 500 by the specification. */
  readonly ackMs: number;
  /** Answer of a command that moves notes: 60,000 by the specification. */
  readonly responseMs: number;
  /** Answer of a command that moves nothing. */
  readonly queryMs: number;
  /** How long a repeat is waited for after a NCK from us. */
  readonly repeatMs: number;
  /** A frame is complete this long after its first byte: 200 by the specification. */
  readonly frameMs: number;
  /** EOT of a device that closes a transaction with it, after our ACK: 500 to 550 by the sources (reference §3.1). */
  readonly eotMs: number;
  /**
   * Notes are moved only this long after the last answer about notes (the device repeats one whose ACK it missed), and
   * `afterTroubleMs` when an earlier answer may be outstanding: after the line was opened, and after silence. The device
   * transmits an answer three times at an interval that no document states (500 is assumed); these times cover it up to
   * 500 and 1000.
   */
  readonly settleMs: number;
  readonly afterTroubleMs: number;
}

/** The device resends an answer at most this often, and so do we ask for it. */
export const maxNaks = 3;
/** Repetitions of a command that the device refused with NCK; the specification gives no limit. */
export const maxResends = 3;

export const defaultLimits: LineLimits = {
  ackMs: 700,
  responseMs: 65_000,
  queryMs: 3000,
  repeatMs: 2000,
  frameMs: 200,
  eotMs: 600,
  settleMs: 1000,
  afterTroubleMs: 2000,
};
