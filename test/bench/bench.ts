// npm run bench -- [--pairs N] [--pack NAME --packs DIR] [--json]: the figures of the README, each from this run.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { kernelTarget } from '../../src/vision/native.ts';
import { benchDaemon } from './daemonBench.ts';
import { benchPipeline } from './pipelineBench.ts';
import type { Row } from './statistics.ts';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '600' },
    pack: { type: 'string', default: 'default' },
    packs: { type: 'string' },
    withdrawals: { type: 'string', default: '8' },
    json: { type: 'boolean', default: false },
  },
});

const pipeline = await benchPipeline(values.pack, values.packs, Number(values.pairs));
const daemon = values.pack === 'default' ? await benchDaemon(3, Number(values.withdrawals)) : [];
const machine = {
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  kernels: kernelTarget(),
  node: process.version,
};
if (values.json) {
  console.log(JSON.stringify({ schema: 'bench@1', pack: values.pack, machine, rows: [...pipeline, ...daemon] }));
} else {
  console.log(
    `${machine.cores} x ${machine.cpu}, kernels ${machine.kernels}, Node ${machine.node}, pack ${values.pack}\n`,
  );
  console.log(`${''.padEnd(62)}${'n'.padStart(6)}${'p50'.padStart(10)}${'p99'.padStart(10)}`);
  for (const line of [...pipeline, ...daemon]) console.log(print(line));
}

function print({ name, unit, n, p50, p99 }: Row): string {
  const figure = (value: number) => `${value.toFixed(value < 100 ? 2 : 0)} ${unit}`.padStart(10);
  return `${name.padEnd(62)}${String(n).padStart(6)}${figure(p50)}${figure(p99)}`;
}
