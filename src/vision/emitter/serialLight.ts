import type { SerialPort } from 'serialport';
import type { Clock } from '../../lib/clock.ts';
import { TellersightError } from '../../lib/errors.ts';
import type { LightDriver } from './lightDriver.ts';
import { lightError } from './lightError.ts';

export interface SerialLightOptions {
  readonly path: string;
  readonly baud: number;
  readonly on: Uint8Array;
  readonly off: Uint8Array;
  /** What the device answers to each command; null = nothing is awaited. */
  readonly acknowledge: Uint8Array | null;
  readonly clock: Clock;
}

/** A light behind a UART: a byte string for on, one for off. It has no setting to give back; it is left off. */
export class SerialLight implements LightDriver {
  readonly kind = 'serial';
  readonly device: string;
  readonly #options: SerialLightOptions;
  #port: SerialPort | null = null;
  #answer = Buffer.alloc(0);
  /** Ends the command that is under way. */
  #settle: ((failure: Error | null) => void) | null = null;
  #failure: Error | null = null;

  constructor(options: SerialLightOptions) {
    this.#options = options;
    this.device = options.path;
  }

  async open(): Promise<void> {
    const { path, baud } = this.#options;
    // Only here: no other rig's vision process should load a serial library.
    const [{ SerialPort }, { hangUpBinding }] = await Promise.all([
      import('serialport'),
      import('../../dispenser/serial/hangUpBinding.ts'),
    ]);
    // lock: two programs on one light would each undo the other's code.
    const line = { dataBits: 8, stopBits: 1, parity: 'none', lock: true, autoOpen: false } as const;
    const settings = { path, baudRate: baud, ...line };
    // SerialPort takes a binding; only its type does not say so.
    const port = new SerialPort({ ...settings, binding: hangUpBinding } as typeof settings);
    const error = await new Promise<Error | null>((resolve) => port.open(resolve));
    if (error) throw openError(error, path);
    port.on('data', (bytes: Buffer) => this.#take(bytes));
    port.on('error', (failure: Error) => this.#down(failure));
    port.on('close', (failure: Error | null) => this.#down(failure ?? new Error('the port was closed')));
    this.#port = port;
  }

  async setting(): Promise<null> {
    return null;
  }

  async restore(): Promise<void> {}

  async write(lit: boolean): Promise<number> {
    const { on, off, acknowledge, clock } = this.#options;
    const port = this.#port;
    if (!port || this.#failure) {
      throw new TellersightError('LIGHT_FAILED', `${this.device}: ${this.#failure?.message ?? 'not open'}`);
    }
    this.#answer = Buffer.alloc(0);
    const { promise: end, resolve } = Promise.withResolvers<Error | null>();
    // A port that dies may never call back for what was under way: whatever comes first ends the command.
    this.#settle = resolve;
    const sent = (failure?: Error | null) => {
      if (failure) this.#down(failure);
      else if (!acknowledge) resolve(null);
    };
    port.write(Buffer.from(lit ? on : off), (failure) => (failure ? sent(failure) : port.drain(sent)));
    const failure = await end;
    this.#settle = null;
    if (failure) throw new TellersightError('LIGHT_FAILED', `${this.device}: ${failure.message}`, { cause: failure });
    return clock.monotonicMs() * 1000;
  }

  /** An answer is the acknowledgement byte for byte, or a fault; noise nobody waits for is let go. */
  #take(bytes: Buffer): void {
    const { acknowledge } = this.#options;
    if (!acknowledge || !this.#settle) return;
    this.#answer = Buffer.concat([this.#answer, bytes]);
    const same = this.#answer.equals(acknowledge.subarray(0, this.#answer.length));
    if (!same) this.#settle(new Error(`answered ${this.#answer.subarray(0, 16).toString('hex')}`));
    else if (this.#answer.length === acknowledge.length) this.#settle(null);
  }

  #down(failure: Error): void {
    this.#failure ??= failure;
    this.#settle?.(failure);
  }

  async close(): Promise<void> {
    const port = this.#port;
    this.#port = null;
    if (port?.isOpen) await new Promise<void>((resolve) => port.close(() => resolve()));
  }
}

/** The serial binding puts the reason into its text only. */
function openError(error: Error, path: string): TellersightError {
  const text = error.message;
  const code = /lock/i.test(text)
    ? 'EBUSY'
    : /permission/i.test(text)
      ? 'EACCES'
      : /no such/i.test(text)
        ? 'ENOENT'
        : '';
  return lightError(Object.assign(error, { code }), `${path} cannot be opened: ${text}`);
}
