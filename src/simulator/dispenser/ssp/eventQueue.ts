import type { Faults } from '../faults.ts';
import type { SspFault } from './faults.ts';

interface Entry {
  readonly bytes: readonly number[];
  /** Repeated until EVENT_ACK when it was asked for with POLL_WITH_ACK. */
  readonly repeats: boolean;
  told: boolean;
}

/** What the device has to report (reference §5.4). */
export class EventQueue {
  readonly #faults: Faults<SspFault>;
  #entries: Entry[] = [];

  constructor(faults: Faults<SspFault>) {
    this.#faults = faults;
  }

  /** The end of a payout waits for its acknowledgement. */
  get waiting(): boolean {
    return this.#entries.some(({ repeats }) => repeats);
  }

  add(bytes: readonly number[], repeats = false): void {
    this.#entries.push({ bytes, repeats, told: false });
  }

  /** @param repeat false for POLL: everything is told once */
  take(repeat: boolean): number[] {
    const told = this.#entries.flatMap(({ bytes }) => bytes);
    this.#entries = repeat ? this.#entries.filter(({ repeats }) => repeats) : [];
    for (const entry of this.#entries) entry.told = true;
    return told;
  }

  /** False when nothing waits for it. */
  acknowledge(): boolean {
    const told = this.#entries.filter((entry) => entry.told);
    if (told.length === 0) return false;
    if (this.#faults.take('eventTwice')) return true; // the memory cell did not take it
    this.#entries = this.#entries.filter((entry) => !entry.told);
    return true;
  }

  clear(): void {
    this.#entries = [];
  }
}

export function values(code: number, value: number, currency: string): number[] {
  return [code, 1, ...note(value, currency)];
}

export function note(value: number, currency: string): number[] {
  const bytes = Buffer.alloc(7);
  bytes.writeUInt32LE(value);
  bytes.write(currency, 4, 'latin1');
  return [...bytes];
}

/** DC: paid and asked for. */
export function incomplete(paid: number, asked: number, currency: string): number[] {
  const bytes = Buffer.alloc(13);
  bytes.set([0xdc, 1]);
  bytes.writeUInt32LE(paid, 2);
  bytes.writeUInt32LE(asked, 6);
  bytes.write(currency, 10, 'latin1');
  return [...bytes];
}
