/** Notes (reference §3.2): what a transaction may handle, rejects included, and what other programs ask for at most. */
export const mostNotes = {
  /** Including rejects; the device stops with an error beyond it. */
  transaction: 100,
  /** Rejects that a device allows by default [1: Y]: so many notes are left free in each command. */
  rejects: 10,
  /** Per cassette and command [1: Y]. */
  cassette: 40,
} as const;
