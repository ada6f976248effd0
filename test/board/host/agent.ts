import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';

export interface Answer {
  /** Exit code of the command; 124 = it ran out of time. */
  readonly status: number;
  /** Standard output and error together. */
  readonly output: string;
}

/** How much slower than the host's the board's time may go on a busy host. */
const SLOWEST = 10;

/** Our end of the board's agent (image/files/usr/local/sbin/board-agent): one command at a time, in order. */
export class Agent {
  readonly #socket: Socket;
  readonly #waiting = new Map<string, (answer: Answer) => void>();
  #next = 1;
  #turn: Promise<unknown> = Promise.resolve();
  /** The agent runs. */
  readonly up: Promise<void>;

  constructor(socket: Socket) {
    this.#socket = socket;
    this.up = new Promise((resolve) => this.#waiting.set('up', () => resolve()));
    createInterface({ input: socket }).on('line', (line) => {
      const [id = '', status = '', output = ''] = line.split(' ');
      this.#waiting.get(id)?.({ status: Number(status), output: Buffer.from(output, 'base64').toString() });
      this.#waiting.delete(id);
    });
  }

  /** Runs a bash script as root for at most so many seconds of the board's time. Rejects when the board does not answer. */
  run(script: string, seconds: number): Promise<Answer> {
    const answer = this.#turn.then(() => this.#ask(script, seconds));
    this.#turn = answer.catch(() => {});
    return answer;
  }

  #ask(script: string, seconds: number): Promise<Answer> {
    const id = String(this.#next++);
    return new Promise((resolve, reject) => {
      const late = () => reject(new Error(`the board did not answer within ${seconds} s to: ${script}`));
      const timer = setTimeout(late, SLOWEST * seconds * 1000);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.#socket.write(`${id} ${seconds} ${Buffer.from(script).toString('base64')}\n`);
    });
  }
}
