import { SerialPort } from 'serialport';
import { backoff } from '../../lib/backoff.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { Log } from '../../system/log.ts';
import { hangUpBinding } from './hangUpBinding.ts';
import type { Line, LineEvents } from './line.ts';
import { type ModemLine, watchModemLines } from './modemLines.ts';

export interface SerialLinkOptions {
  readonly path: string;
  readonly baud: number;
  readonly parity: 'none' | 'even';
  readonly stopBits: 1 | 2;
  /** Inputs the device keeps on while it has power; losing one is a cut line. Empty for three-wire cables. */
  readonly modemLines: readonly ModemLine[];
  readonly log: Log;
}

const reopen = { baseMs: 200, maxMs: 5000 };

/**
 * The serial port with what `serialport` leaves to its user: an exclusive lock, reopening with back-off after a hang-up
 * (a closed SerialPort object is never reused), and one clear down event however the port died.
 */
export class SerialLink implements Line {
  readonly #options: SerialLinkOptions;
  readonly #events: LineEvents;
  #port: SerialPort | null = null;
  #retry: NodeJS.Timeout | undefined;
  #attempt = 0;
  #stopped = true;
  #stopWatch: () => void = () => {};

  constructor(options: SerialLinkOptions, events: LineEvents) {
    this.#options = options;
    this.#events = events;
  }

  get up(): boolean {
    return this.#port !== null;
  }

  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#attempt = 0;
    await this.#open();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#stopWatch();
    const port = this.#port;
    this.#port = null;
    if (port?.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  write(bytes: Uint8Array): void {
    const port = this.#port;
    if (!port) throw new TellersightError('DISPENSER_OFFLINE', `${this.#options.path} is not open`);
    port.write(Buffer.from(bytes), (error) => {
      if (error) this.#down(port, error.message);
    });
  }

  async #open(): Promise<void> {
    const { path, baud, parity, stopBits, modemLines, log } = this.#options;
    // lock: a second program on the port would drive the dispenser past this daemon's journal.
    const settings = { path, baudRate: baud, dataBits: 8, stopBits, parity, lock: true, autoOpen: false } as const;
    // SerialPort takes a binding; only its type does not say so.
    const port = new SerialPort({ ...settings, binding: hangUpBinding } as typeof settings);
    const error = await new Promise<Error | null>((resolve) => port.open(resolve));
    if (this.#stopped) {
      if (!error) await new Promise<void>((resolve) => port.close(() => resolve()));
      return;
    }
    if (error) {
      if (this.#attempt === 0) {
        log.error(new TellersightError('DISPENSER_OFFLINE', `${path} cannot be opened: ${error.message}`));
      }
      this.#scheduleRetry();
      return;
    }
    this.#attempt = 0;
    this.#port = port;
    port.on('data', (bytes: Buffer) => this.#events.onBytes(bytes));
    port.on('error', (failure: Error) => this.#down(port, failure.message));
    port.on('close', (failure: Error | null) => this.#down(port, failure?.message ?? 'closed'));
    this.#stopWatch = watchModemLines(port, modemLines, (reason) => this.#down(port, reason));
    this.#events.onUp();
  }

  #down(port: SerialPort, reason: string): void {
    if (this.#port !== port) return;
    this.#port = null;
    this.#stopWatch();
    if (port.isOpen) port.close(() => {});
    if (this.#stopped) return;
    this.#events.onDown(reason);
    this.#scheduleRetry();
  }

  #scheduleRetry(): void {
    const wait = backoff(this.#attempt, reopen.baseMs, reopen.maxMs);
    this.#attempt += 1;
    this.#retry = setTimeout(() => void this.#open(), wait);
  }
}
