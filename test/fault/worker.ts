// One of the processes among which run.ts and fault.test.ts spread their seeds.
import type { Batch } from './report/batch.ts';
import { runBatch } from './report/runBatch.ts';

process.on('message', (batch: Batch) => {
  // A message comes as a promise job: the seeds must begin outside of one.
  setImmediate(() => process.send!(runBatch(batch)));
});
process.on('disconnect', () => process.exit(0));
