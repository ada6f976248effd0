import type { Clock } from '../lib/clock.ts';
import type { Notify } from './notify.ts';

export interface WatchdogOptions {
  readonly notify: Notify;
  readonly clock: Clock;
  readonly environment?: NodeJS.ProcessEnv;
}

interface Source {
  lastMs: number;
  readonly withinMs: number;
}

/**
 * Feeds systemd's watchdog only while every registered source has really got somewhere: a plain timer would keep a
 * daemon alive whose camera or serial line has been dead for hours.
 */
export class Watchdog {
  readonly #notify: Notify;
  readonly #clock: Clock;
  /** Half of WatchdogSec, as sd_watchdog_enabled(3) advises; null when no watchdog is asked for. */
  readonly intervalMs: number | null;
  readonly #sources = new Map<string, Source>();
  #timer: NodeJS.Timeout | null = null;

  constructor({ notify, clock, environment = process.env }: WatchdogOptions) {
    this.#notify = notify;
    this.#clock = clock;
    this.intervalMs = watchdogInterval(environment);
  }

  /** From now on `name` must report progress at least every `withinMs`; it starts as fresh. */
  register(name: string, withinMs: number): void {
    this.#sources.set(name, { lastMs: this.#clock.monotonicMs(), withinMs });
  }

  /** `name` has got somewhere: a frame arrived, a message was handled. Unregistered names are ignored. */
  progress(name: string): void {
    const source = this.#sources.get(name);
    if (source !== undefined) source.lastMs = this.#clock.monotonicMs();
  }

  /** Names of sources that have not got anywhere for too long. */
  stalled(): string[] {
    const now = this.#clock.monotonicMs();
    return [...this.#sources].filter(([, source]) => now - source.lastMs > source.withinMs).map(([name]) => name);
  }

  start(): void {
    if (this.intervalMs === null || this.#timer !== null) return;
    this.feed();
    this.#timer = setInterval(() => this.feed(), this.intervalMs);
    this.#timer.unref();
  }

  /** One turn of the timer: pings unless something is stalled, and says in STATUS what is. */
  feed(): void {
    const stalled = this.stalled();
    if (stalled.length === 0) this.#notify.watchdog();
    else this.#notify.status(`no progress: ${stalled.join(', ')}`);
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }
}

function watchdogInterval(environment: NodeJS.ProcessEnv): number | null {
  const { WATCHDOG_USEC: usec, WATCHDOG_PID: pid } = environment;
  if (pid !== undefined && pid !== String(process.pid)) return null;
  if (usec === undefined || !/^[1-9]\d{0,15}$/.test(usec)) return null;
  return Math.max(1, Math.floor(Number(usec) / 2000));
}
