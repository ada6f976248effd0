import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { withDeadline } from '../../../src/lib/deadline.ts';

const program = fileURLToPath(new URL('./child.ts', import.meta.url));
const deadlineMs = 30_000;

/** A paying process: says one line, gets one answer, or is dead. */
export class Life {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;
  readonly #gone: Promise<unknown>;

  constructor(dialect: string, link: string, journal: string) {
    const args = [program, dialect, link, journal];
    this.#child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin!.on('error', () => {}); // it was killed
    this.#lines = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
    this.#gone = once(this.#child, 'exit');
  }

  /** Milliseconds from the start of the process until every outcome was known or locked. */
  async started(): Promise<number> {
    return (await this.#next())!.startMs as number;
  }

  /** The answer, or null when the process died over it. */
  async ask(message: Readonly<Record<string, unknown>>): Promise<Record<string, unknown> | null> {
    this.#child.stdin!.write(`${JSON.stringify(message)}\n`);
    return this.#next();
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await withDeadline(this.#gone, deadlineMs, 'the end of a killed process');
  }

  async #next(): Promise<Record<string, unknown> | null> {
    const { value, done } = await withDeadline(this.#lines.next(), deadlineMs, 'an answer of the paying process');
    return done ? null : JSON.parse(value);
  }
}
