import type { Timers } from '../../lib/timers.ts';
import type { SspEvent } from './event.ts';
import { finalEvents } from './finalEvents.ts';
import type { SspLimits } from './limits.ts';

export interface FollowOptions {
  readonly timers: Timers;
  readonly limits: SspLimits;
  readonly poll: () => Promise<readonly SspEvent[]>;
  /** Stops the payout; null to wait only. */
  readonly halt: (() => Promise<unknown>) | null;
}

/** over: the device says so; idle: it reports neither work nor an end; running: it does not end. */
export type Followed = 'over' | 'idle' | 'running';

/**
 * Polls until a payout is over. One that takes too long is halted: what still came out after the result was given would
 * belong to nobody. Rejects with what `poll` and `halt` throw.
 */
export async function follow({ timers, limits, poll, halt }: FollowOptions): Promise<Followed> {
  let until = timers.nowMs() + limits.payoutMs;
  let halted = halt === null;
  let idleSince: number | null = null;
  for (;;) {
    const events = await poll();
    if (finalEvents(events).length > 0 && !isBusy(events)) return 'over';
    const now = timers.nowMs();
    if (isBusy(events)) idleSince = null;
    else idleSince ??= now;
    if (idleSince !== null && now - idleSince >= limits.idleMs) return 'idle';
    if (now >= until) {
      if (halted) return 'running';
      halted = true;
      until = now + limits.haltMs;
      await halt?.();
    }
    await new Promise<void>((resolve) => timers.after(limits.pollMs, resolve));
  }
}

export function isBusy(events: readonly SspEvent[]): boolean {
  return events.some((event) => event.kind !== 'unknown' && (event.role === 'progress' || event.role === 'starting'));
}
