import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import type { WriteStream } from 'node:fs';
import { createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { withDeadline } from '../../lib/deadline.ts';
import { TellersightError } from '../../lib/errors.ts';

export interface ChildOptions {
  readonly name: string;
  /** TypeScript entry and its arguments, run by the same Node as this process. */
  readonly args: readonly string[];
  /** Everything the child prints goes here. */
  readonly logFile: string;
  /** A line of its stdout or stderr that says it is ready. */
  readonly ready: RegExp;
  readonly readyMs: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A process of the demo: started, waited for, killed or stopped. Its output goes to a file, not to the terminal. */
export class DemoProcess {
  readonly #options: ChildOptions;
  #child: ChildProcess | null = null;
  #log: WriteStream | null = null;
  #ended: Promise<void> = Promise.resolve();

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  /** Starts the process; resolves with the milliseconds until its ready line. */
  async start(): Promise<number> {
    const { name, args, logFile, ready, readyMs, environment } = this.#options;
    const begun = performance.now();
    const child = spawn(process.execPath, args, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1', ...environment },
    });
    this.#child = child;
    const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
    this.#log = log;
    const isReady = new Promise<void>((resolve, reject) => {
      const last: string[] = [];
      for (const stream of [child.stdout!, child.stderr!]) {
        createInterface({ input: stream }).on('line', (line) => {
          log.write(`${line}\n`);
          last.push(line);
          if (last.length > 10) last.shift();
          if (ready.test(line)) resolve();
        });
      }
      this.#ended = new Promise((ended) => {
        child.once('exit', (code, signal) => {
          this.#child = null;
          ended();
          const how = signal ?? `exit code ${code}`;
          reject(new TellersightError('INTERNAL', `${name} ended before it was ready (${how}):\n${last.join('\n')}`));
        });
      });
    });
    isReady.catch(() => {});
    await withDeadline(isReady, readyMs, `start of ${name} (see ${logFile})`);
    return performance.now() - begun;
  }

  /** The power switch: SIGKILL, nothing is finished. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
    this.#log?.end();
  }

  async stop(ms = 8000): Promise<void> {
    const child = this.#child;
    if (!child) return;
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), ms);
    await this.#ended;
    clearTimeout(timer);
    this.#log?.end();
  }
}
