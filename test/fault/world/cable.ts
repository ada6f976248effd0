import type { Direction, WireFault } from '../draw/schedule.ts';
import { Channel, type ChannelOptions } from './channel.ts';

/** Whoever has the daemon's end of the cable open. */
export interface Port {
  readonly onBytes: (bytes: Uint8Array) => void;
  readonly onPlugged: () => void;
  readonly onUnplugged: () => void;
}

export interface CableOptions extends Omit<ChannelOptions, 'deliver' | 'redraw' | 'forge'> {
  readonly toDevice: Pick<ChannelOptions, 'redraw' | 'forge'>;
  readonly toHost: Pick<ChannelOptions, 'redraw' | 'forge'>;
  readonly device: (bytes: Uint8Array) => void;
  /** Told of what is written and of what arrives. */
  readonly onSent: (direction: Direction, written: Uint8Array, onWire: Uint8Array) => void;
  readonly onArrived: (direction: Direction, bytes: Uint8Array) => void;
}

/** How long the serial port's own retry takes until it notices that the cable is back. */
const reopen = { leastMs: 100, mostMs: 5000 };

/** The serial cable between board and dispenser. */
export class Cable {
  plugged = true;
  readonly #options: CableOptions;
  readonly #toDevice: Channel;
  readonly #toHost: Channel;
  #port: Port | null = null;

  constructor(options: CableOptions) {
    this.#options = options;
    this.#toDevice = new Channel({
      ...options,
      ...options.toDevice,
      deliver: (bytes) => {
        options.onArrived('toDevice', bytes);
        options.device(bytes);
      },
    });
    this.#toHost = new Channel({
      ...options,
      ...options.toHost,
      deliver: (bytes) => {
        if (!this.#port) return; // nobody has the port open
        options.onArrived('toHost', bytes);
        this.#port.onBytes(bytes);
      },
    });
  }

  get quiet(): boolean {
    return this.#toDevice.quiet && this.#toHost.quiet;
  }

  aim(faults: readonly WireFault[]): void {
    this.#toDevice.aim(faults.filter(({ direction }) => direction === 'toDevice'));
    this.#toHost.aim(faults.filter(({ direction }) => direction === 'toHost'));
  }

  /** A command that moves cash is about to be written. */
  markSent(): void {
    this.#toDevice.markSent();
    this.#toHost.markSent();
  }

  /** The process that had the port open is gone. */
  release(): void {
    this.#port = null;
  }

  /** @returns lets go of the port again */
  attach(port: Port): () => void {
    this.#port = port;
    return () => {
      if (this.#port === port) this.#port = null;
    };
  }

  fromHost(bytes: Uint8Array): void {
    if (this.plugged) this.#options.onSent('toDevice', bytes, this.#toDevice.send(bytes));
  }

  fromDevice(bytes: Uint8Array): void {
    if (this.plugged) this.#options.onSent('toHost', bytes, this.#toHost.send(bytes));
  }

  hangUp(reopenMs: number | null): void {
    if (!this.plugged) return;
    this.plugged = false;
    this.#toDevice.cut();
    this.#toHost.cut();
    this.#port?.onUnplugged();
    if (reopenMs !== null) this.#options.time.after(reopenMs, () => this.plug());
  }

  plug(): void {
    if (this.plugged) return;
    this.plugged = true;
    const { time, dice } = this.#options;
    time.after(dice.ms(reopen.leastMs, reopen.mostMs), () => {
      if (this.plugged) this.#port?.onPlugged();
    });
  }

  /** One side has no power any more: what it was sending breaks off. */
  sideLost(side: 'host' | 'device'): void {
    (side === 'host' ? this.#toDevice : this.#toHost).cut();
  }
}
