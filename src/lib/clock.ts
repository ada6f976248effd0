/** Time as the rest of the product sees it; tests put their own in its place. */
export interface Clock {
  /** Milliseconds of CLOCK_MONOTONIC; decisions use this one only (it does not jump with NTP). */
  monotonicMs(): number;
  /** Wall clock, UTC. For records, never for decisions about elapsed time. */
  now(): Date;
}

export const systemClock: Clock = {
  monotonicMs: () => Number(process.hrtime.bigint() / 1000n) / 1000,
  now: () => new Date(),
};
