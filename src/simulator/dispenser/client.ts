import { type ChildProcess, spawn } from 'node:child_process';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '../../lib/deadline.ts';
import type { ControlCommand } from './control.ts';
import { type LedgerTotals, readLedger } from './machine/ledger.ts';

export interface SimulatorPaths {
  readonly link: string;
  readonly control: string;
  readonly ledger: string;
}

export interface SimulatorOptions extends SimulatorPaths {
  /** Name of the daemon's driver for it; LCDM-2000 unless given. */
  readonly dialect?: string;
  readonly seed?: number;
  readonly load?: readonly number[];
  readonly noteMs?: number;
  /** How long the customer leaves notes lying. */
  readonly takeMs?: number;
  /** What the dialect lets be set, e.g. `{ repeatMs: '100' }`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface SimulatorState {
  readonly cassettes: readonly number[];
  readonly inTray: number;
  /** Notes past the exit that the customer has not taken. */
  readonly lying: number;
  /** ERR byte of the last command, hex. */
  readonly lastError: string;
  /** Notes are moving, or an answer is still being sent. */
  readonly busy: boolean;
}

/** A running dispenser simulator, for tests and the demo. */
export class DispenserSimulator {
  readonly paths: SimulatorPaths;
  readonly #child: ChildProcess;

  private constructor(paths: SimulatorPaths, child: ChildProcess) {
    this.paths = paths;
    this.#child = child;
  }

  /** Starts the process and waits until the link is there. */
  static async start(options: SimulatorOptions): Promise<DispenserSimulator> {
    const main = fileURLToPath(new URL('./main.ts', import.meta.url));
    const args = [main, '--link', options.link, '--control', options.control, '--ledger', options.ledger];
    if (options.seed !== undefined) args.push('--seed', String(options.seed));
    if (options.load) args.push('--load', options.load.join(','));
    if (options.noteMs !== undefined) args.push('--note-ms', String(options.noteMs));
    if (options.takeMs !== undefined) args.push('--take-ms', String(options.takeMs));
    if (options.dialect !== undefined) args.push('--dialect', options.dialect);
    for (const [key, value] of Object.entries(options.settings ?? {})) args.push('--set', `${key}=${value}`);
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    const ready = new Promise<void>((resolve, reject) => {
      createInterface({ input: child.stdout! }).once('line', () => resolve());
      child.once('exit', (code) => reject(new Error(`the dispenser simulator ended with ${code}`)));
    });
    await withDeadline(ready, 20_000, 'the start of the dispenser simulator');
    return new DispenserSimulator(options, child);
  }

  /** Sends one control command and returns the simulator's state. */
  async control(command: ControlCommand): Promise<SimulatorState> {
    const socket = connect(this.paths.control);
    try {
      const line = new Promise<string>((resolve, reject) => {
        socket.once('error', reject);
        createInterface({ input: socket }).once('line', resolve);
      });
      socket.write(`${JSON.stringify(command)}\n`);
      const reply = JSON.parse(await withDeadline(line, 5000, 'the dispenser simulator'));
      if (!reply.ok) throw new Error(`the dispenser simulator refused: ${reply.error}`);
      return reply.result;
    } finally {
      socket.destroy();
    }
  }

  /** What really moved. */
  counted(): LedgerTotals {
    return readLedger(this.paths.ledger);
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    this.#child.kill('SIGTERM');
    await withDeadline(gone, 5000, 'the end of the dispenser simulator');
  }
}
