/** Timers as the cash code sees them, so that tests can run hours of silence in virtual time. */
export interface Timers {
  /** Runs `work` once after `ms` milliseconds unless the returned function is called first. */
  after(ms: number, work: () => void): () => void;
  /** Milliseconds of a clock that only goes forward; good for differences. */
  nowMs(): number;
}

export const systemTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  nowMs: () => performance.now(),
};
