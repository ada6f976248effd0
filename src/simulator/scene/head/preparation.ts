import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { adoptPerson, hasPerson, type Person } from './person.ts';

const DEADLINE_MS = 20_000;

/** A thread that builds people while the cameras run on. */
export class Preparation {
  #worker: Worker | null = null;
  #last: Promise<void> = Promise.resolve();

  /** Resolves when the people of these seeds are at hand; rejects when the thread died or took 20 s. */
  people(seeds: readonly number[]): Promise<void> {
    const turn = this.#last.then(() => this.#build(seeds));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async stop(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = null;
  }

  async #build(seeds: readonly number[]): Promise<void> {
    const missing = [...new Set(seeds)].filter((seed) => !hasPerson(seed));
    if (missing.length === 0) return;
    this.#worker ??= new Worker(new URL('./prepareWorker.ts', import.meta.url));
    const worker = this.#worker;
    worker.unref();
    try {
      for (const person of await answerOf(worker, missing)) adoptPerson(person);
    } catch (error) {
      this.#worker = null;
      void worker.terminate();
      throw error;
    }
  }
}

/** One order, one answer. Only our own listeners are taken off again: a Worker has some of its own. */
async function answerOf(worker: Worker, seeds: readonly number[]): Promise<Person[]> {
  const over = new AbortController();
  const timeout = AbortSignal.any([over.signal, AbortSignal.timeout(DEADLINE_MS)]);
  const died = once(worker, 'exit', { signal: timeout }).then(() => {
    throw new Error('the thread that builds people ended');
  });
  died.catch(() => {});
  worker.postMessage(seeds);
  try {
    const [people] = (await Promise.race([once(worker, 'message', { signal: timeout }), died])) as [Person[]];
    return people;
  } finally {
    over.abort();
  }
}
