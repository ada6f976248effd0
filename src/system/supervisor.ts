import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { backoff } from '../lib/backoff.ts';
import type { Log } from './log.ts';

export interface SupervisorOptions {
  /** What the child is called in events, e.g. "vision". */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** First and longest wait before a restart, milliseconds. */
  readonly baseMs?: number;
  readonly maxMs?: number;
  /** A child that lived this long was well: the wait starts from the beginning again. */
  readonly healthyMs?: number;
  /** How long a child may take to stop before it is killed. */
  readonly stopMs?: number;
}

/**
 * Keeps one child process alive where there is no systemd: restarts it with growing delay, stops it with SIGTERM and,
 * after a deadline, SIGKILL. The child's lines go to our own stderr.
 */
export class Supervisor {
  readonly #options: SupervisorOptions;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;
  #failures = 0;
  #exited: Promise<void> = Promise.resolve();

  constructor(options: SupervisorOptions) {
    this.#options = options;
  }

  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    this.#stopping = false;
    this.#spawn();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    const child = this.#child;
    if (!child) return this.#exited;
    child.kill('SIGTERM');
    const kill = setTimeout(() => child.kill('SIGKILL'), this.#options.stopMs ?? 5000);
    await this.#exited;
    clearTimeout(kill);
  }

  /** Kills a child that lives but gets nowhere; it is started again like one that died. */
  kill(): void {
    this.#child?.kill('SIGKILL');
  }

  #spawn(): void {
    const { name, program, args, environment, log } = this.#options;
    const begun = performance.now();
    const child = spawn(program, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...environment },
    });
    this.#child = child;
    this.#exited = new Promise((resolve) => {
      let over = false;
      const ended = (how: string) => {
        if (over) return; // 'error' may be followed by 'exit'
        over = true;
        this.#child = null;
        resolve();
        if (this.#stopping) return;
        if (performance.now() - begun >= (this.#options.healthyMs ?? 30_000)) this.#failures = 0;
        const wait = backoff(this.#failures++, this.#options.baseMs ?? 500, this.#options.maxMs ?? 30_000);
        log.event('CHILD_EXITED', `${name} ended (${how}); it is started again in ${wait} ms`, {
          child: name,
          how,
          wait,
        });
        this.#timer = setTimeout(() => this.#spawn(), wait);
      };
      child.once('error', (error) => ended(error.message));
      child.once('exit', (code, signal) => ended(signal ?? `exit code ${code}`));
    });
  }
}
