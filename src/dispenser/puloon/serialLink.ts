import { SerialPort } from 'serialport';
import { backoff } from '../../lib/backoff.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { Log } from '../../system/log.ts';
import { hangUpBinding } from './hangUpBinding.ts';

export interface SerialLinkOptions {
  readonly path: string;
  readonly baud: number;
  readonly parity: 'none' | 'even';
  readonly log: Log;
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onUp: () => void;
  /** The open port hung up or failed; not called for stop(). */
  readonly onDown: (reason: string) => void;
}

const reopen = { baseMs: 200, maxMs: 5000 };

/**
 * The serial port with what `serialport` leaves to its user: an exclusive lock, reopening with back-off after a hang-up
 * (a closed SerialPort object is never reused), and one clear down event however the port died.
 */
export class SerialLink {
  readonly #options: SerialLinkOptions;
  #port: SerialPort | null = null;
  #retry: NodeJS.Timeout | undefined;
  #attempt = 0;
  #stopped = true;

  constructor(options: SerialLinkOptions) {
    this.#options = options;
  }

  get up(): boolean {
    return this.#port !== null;
  }

  /** Tries once to open the port, then goes on in the background; resolves after the first try. */
  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#attempt = 0;
    await this.#open();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#retry);
    const port = this.#port;
    this.#port = null;
    if (port?.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  /** @throws DISPENSER_OFFLINE when the port is not open; later failures come as onDown. */
  write(bytes: Uint8Array): void {
    const port = this.#port;
    if (!port) throw new TellersightError('DISPENSER_OFFLINE', `${this.#options.path} is not open`);
    port.write(Buffer.from(bytes), (error) => {
      if (error) this.#down(port, error.message);
    });
  }

  async #open(): Promise<void> {
    const { path, baud, parity, log } = this.#options;
    // lock: a second program on the port would drive the dispenser past this daemon's journal.
    const settings = { path, baudRate: baud, dataBits: 8, stopBits: 1, parity, lock: true, autoOpen: false } as const;
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
    port.on('data', (bytes: Buffer) => this.#options.onBytes(bytes));
    port.on('error', (failure: Error) => this.#down(port, failure.message));
    port.on('close', (failure: Error | null) => this.#down(port, failure?.message ?? 'closed'));
    this.#options.onUp();
  }

  #down(port: SerialPort, reason: string): void {
    if (this.#port !== port) return;
    this.#port = null;
    if (port.isOpen) port.close(() => {});
    if (this.#stopped) return;
    this.#options.onDown(reason);
    this.#scheduleRetry();
  }

  #scheduleRetry(): void {
    const wait = backoff(this.#attempt, reopen.baseMs, reopen.maxMs);
    this.#attempt += 1;
    this.#retry = setTimeout(() => void this.#open(), wait);
  }
}
