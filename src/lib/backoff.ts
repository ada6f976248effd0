/**
 * Exponential back-off with full jitter, so that a fleet that lost its broker does not come back all at once.
 * Returns the wait in milliseconds before attempt number `attempt` (0 = first retry).
 */
export function backoff(attempt: number, baseMs: number, maxMs: number, random: () => number = Math.random): number {
  const ceiling = Math.min(maxMs, baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(baseMs / 2 + random() * Math.max(0, ceiling - baseMs / 2));
}
