/** Timers as the cash code sees them, so that tests can run hours of silence in virtual time. */
export interface Timers {
  /** Runs `work` once after `ms` milliseconds unless the returned function is called first. */
  after(ms: number, work: () => void): () => void;
}

export const systemTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};
