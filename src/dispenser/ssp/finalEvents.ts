import type { IncompleteEvent, SspEvent, ValuesEvent } from './event.ts';

export type FinalEvent = ValuesEvent | IncompleteEvent;

/** The events that end a payout, each once: a device repeats them until they are acknowledged. */
export function finalEvents(events: readonly SspEvent[]): FinalEvent[] {
  const distinct = new Map<string, FinalEvent>();
  for (const event of events) {
    if (event.kind !== 'values' && event.kind !== 'incomplete') continue;
    if (event.role === 'final') distinct.set(JSON.stringify(event), event);
  }
  return [...distinct.values()];
}
