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
    const built = await new Promise<Person[]>((resolve, reject) => {
      const timer = setTimeout(() => settle(() => reject(new Error('building a person took too long'))), DEADLINE_MS);
      const settle = (then: () => void) => {
        clearTimeout(timer);
        worker.removeAllListeners();
        then();
      };
      worker.once('message', (people: Person[]) => settle(() => resolve(people)));
      worker.once('error', (error) => settle(() => reject(error)));
      worker.once('exit', () => settle(() => reject(new Error('the thread that builds people ended'))));
      worker.postMessage(missing);
    }).catch((error: unknown) => {
      this.#worker = null;
      void worker.terminate();
      throw error;
    });
    for (const person of built) adoptPerson(person);
  }
}
