import type { SspEvent } from './event.ts';

const kept: readonly string[] = ['final', 'doubt', 'fraud', 'moved', 'paidAtPowerUp'];
/** Of these every single one counts; the others are repeated by the device for as long as they hold. */
const counted: readonly string[] = ['moved', 'paidAtPowerUp'];
/** More than one payout can move; what is left out is missing in the sums and makes the result suspect. */
const most = 500;

/** What the device has reported since the last payout was sent, or since this process began. */
export class EvidenceLog {
  #events: SspEvent[] = [];

  get events(): readonly SspEvent[] {
    return this.#events;
  }

  add(events: readonly SspEvent[]): void {
    for (const event of events) {
      if (event.kind !== 'unknown' && !kept.includes(event.role)) continue;
      const repeats = event.kind === 'unknown' || !counted.includes(event.role);
      if (repeats && this.#events.some((other) => JSON.stringify(other) === JSON.stringify(event))) continue;
      if (this.#events.length < most) this.#events.push(event);
    }
  }

  clear(): void {
    this.#events = [];
  }
}
