import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Batch, type BatchResult, emptyResult } from './batch.ts';
import { Coverage } from './coverage.ts';

const program = fileURLToPath(new URL('../worker.ts', import.meta.url));
const perBatch = 250;
/** Connections and statements of SQLite leave memory behind that no collection gives back; a process ends before it hurts. */
const batchesPerProcess = 32;
/** A world leaves some megabytes behind: fewer, larger collections, on the thread that has the core anyway. */
const execArgv = ['--max-semi-space-size=64', '--single-threaded-gc'];
/** Every seed opens and closes its connections: their memory stays with the process instead of going to the kernel and back. */
const env = {
  ...process.env,
  GLIBC_TUNABLES:
    'glibc.malloc.tcache_count=500:glibc.malloc.trim_threshold=1000000000:glibc.malloc.mmap_threshold=100000000',
};

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
    let child = fork(program, { execArgv, env });
    for (let batches = 0; next < end; batches++) {
      if (batches === batchesPerProcess) {
        child.disconnect();
        child = fork(program, { execArgv, env });
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
