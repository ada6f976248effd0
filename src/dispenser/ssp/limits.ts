/** Times (ms) and repetitions. */
export interface SspLimits {
  /** An answer comes within this; then the same packet is sent again (reference §5.1). */
  readonly replyMs: number;
  /** Transmissions of a payout and of what is asked while it runs, the first one included. */
  readonly cashTries: number;
  /** Transmissions of everything else. */
  readonly queryTries: number;
  readonly pollMs: number;
  /** From the acceptance of a payout to its last event; then it is halted. */
  readonly payoutMs: number;
  /** From HALT to its event. */
  readonly haltMs: number;
  /** A device that reports nothing for so long pays nothing. */
  readonly idleMs: number;
  /** After a number that does not fit, before it is asked for once more. */
  readonly settleMs: number;
}

export const defaultLimits: SspLimits = {
  replyMs: 1000,
  cashTries: 20,
  queryTries: 4,
  pollMs: 200,
  payoutMs: 65_000,
  haltMs: 10_000,
  idleMs: 3000,
  settleMs: 500,
};
