import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Batch, type BatchResult, emptyResult } from './batch.ts';
import { Coverage } from './coverage.ts';

const program = fileURLToPath(new URL('../worker.ts', import.meta.url));
const perBatch = 250;
/** Connections and statements of SQLite leave memory behind that no collection gives back; a process ends before it hurts. */
const batchesPerProcess = 16;
/** A world leaves some megabytes behind: fewer, larger collections. */
const execArgv = ['--max-semi-space-size=32'];

export interface Spread extends Batch {
  readonly jobs: number;
  /** Called after each batch with everything so far. */
  readonly onProgress?: (soFar: BatchResult) => void;
}

/** Runs seeds in `jobs` processes. What they find does not depend on how they are spread. */
export async function spread({ from, count, dialects, jobs, onProgress }: Spread): Promise<BatchResult> {
  const coverage = new Coverage();
  let total = emptyResult();
  let next = from;
  const end = from + count;
  const work = async () => {
    let child = fork(program, { execArgv });
    for (let batches = 0; next < end; batches++) {
      if (batches === batchesPerProcess) {
        child.disconnect();
        child = fork(program, { execArgv });
        batches = 0;
      }
      const batch: Batch = { from: next, count: Math.min(perBatch, end - next), dialects };
      next += batch.count;
      const result = await ask(child, batch);
      coverage.add(result.coverage);
      total = {
        seeds: total.seeds + result.seeds,
        events: total.events + result.events,
        virtualMs: total.virtualMs + result.virtualMs,
        coverage: coverage.counts,
        found: [...total.found, ...result.found].sort((a, b) => a.seed - b.seed),
      };
      onProgress?.(total);
    }
    child.disconnect();
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return total;
}

function ask(child: ChildProcess, batch: Batch): Promise<BatchResult> {
  return new Promise((resolve, reject) => {
    const onExit = (code: number | null) => {
      reject(new Error(`a worker ended with ${code} within seeds ${batch.from} to ${batch.from + batch.count - 1}`));
    };
    child.once('exit', onExit);
    child.once('message', (result) => {
      child.off('exit', onExit);
      resolve(result as BatchResult);
    });
    child.send(batch);
  });
}
