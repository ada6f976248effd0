import type { Line, LineEvents } from '../../../src/dispenser/serial/line.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import type { Port } from './cable.ts';

/** What the daemon's end of the cable needs of it. */
export interface Socket {
  readonly plugged: boolean;
  attach(port: Port): () => void;
  fromHost(bytes: Uint8Array): void;
}

/**
 * The daemon's end of the cable, in the place of the serial port. Like that one it opens again by itself after a hang-up,
 * with a pause, and bytes that nobody has the port open for are gone.
 */
export class VirtualLine implements Line {
  up = false;
  readonly #cable: Socket;
  readonly #events: LineEvents;
  #stopped = true;
  #plugged: (() => void) | null = null;

  constructor(cable: Socket, events: LineEvents) {
    this.#cable = cable;
    this.#events = events;
  }

  async start(): Promise<void> {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#plugged = this.#cable.attach({
      onBytes: (bytes) => this.#events.onBytes(bytes),
      onPlugged: () => this.#open(),
      onUnplugged: () => {
        if (!this.up) return;
        this.up = false;
        this.#events.onDown('hung up');
      },
    });
    if (this.#cable.plugged) this.#open();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.up = false;
    this.#plugged?.();
  }

  write(bytes: Uint8Array): void {
    if (!this.up) throw new TellersightError('DISPENSER_OFFLINE', 'the cable is not plugged in');
    this.#cable.fromHost(bytes);
  }

  #open(): void {
    if (this.#stopped || this.up) return;
    this.up = true;
    this.#events.onUp();
  }
}
