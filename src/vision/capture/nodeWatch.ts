import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Twice as often as needed to tell within the second of R14, on a board that is busy. */
const PERIOD_MS = 250;

export interface NodeWatchOptions {
  /** Called once, with what changed; then the watch is over. */
  readonly onChange: (what: string) => void;
  /** Where the kernel lists its video nodes. */
  readonly folder?: string | undefined;
}

/**
 * Looks whether video devices come or go while cameras are in use (R14). Polls: sysfs raises no file events, and /dev
 * is a private copy in a sandbox. Each entry of the list is a link to its device, so one that was exchanged shows too.
 */
export class NodeWatch {
  readonly #folder: string;
  readonly #onChange: (what: string) => void;
  #nodes = new Set<string>();
  #timer: NodeJS.Timeout | null = null;

  constructor({ onChange, folder = '/sys/class/video4linux' }: NodeWatchOptions) {
    this.#folder = folder;
    this.#onChange = onChange;
  }

  /** What is there now is what has to stay. Before the cameras are opened, so that nothing slips in between. */
  start(): void {
    this.#nodes = this.#list();
    this.#timer = setInterval(() => this.#look(), PERIOD_MS);
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer);
    this.#timer = null;
  }

  #look(): void {
    const now = this.#list();
    const came = [...now.difference(this.#nodes)].map((node) => `${node} appeared`);
    const went = [...this.#nodes.difference(now)].map((node) => `${node} went away`);
    if (came.length + went.length === 0) return;
    this.stop();
    this.#onChange([...went, ...came].join(', '));
  }

  #list(): Set<string> {
    try {
      return new Set(readdirSync(this.#folder).map((name) => `${name} (${target(join(this.#folder, name))})`));
    } catch {
      // A kernel without video devices has no such folder.
      return new Set();
    }
  }
}

function target(path: string): string {
  try {
    return readlinkSync(path).replace(/^(\.\.\/)+devices\//, '');
  } catch {
    return '';
  }
}
