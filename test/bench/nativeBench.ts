// npm run bench:native -- [--rounds 300] [--json]: from camera format to model tensor, beside OpenCV and libyuv in one process,
// alternating. Builds the comparison first.
import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { debianPackages, fail, run } from '../../src/prepareSteps.js';

/** What native_bench says of one contender and task; times in microseconds, errors in levels. */
interface Line {
  readonly task: string;
  readonly contender: string;
  readonly us: number;
  /** Median over the rounds of its time / ours. */
  readonly ratio: number;
  readonly meanError: number;
  readonly maxError: number;
  /** Of picture and tensor that have to be touched. */
  readonly bytes: number;
  /** Of reading memory as large as the frames, bytes per second. */
  readonly bandwidth: number;
  /** Time of only touching the bytes, as a share of the time taken. */
  readonly roofline: number;
}

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '300' }, json: { type: 'boolean', default: false } },
});
const build = resolve('native/build-bench');
debianPackages({
  'libopencv-imgproc-dev': '/usr/include/opencv4/opencv2/imgproc.hpp',
  'libopencv-dnn-dev': '/usr/include/opencv4/opencv2/dnn.hpp',
  'libyuv-dev': '/usr/include/libyuv.h',
});
run('configuring the comparison', 'cmake', ['-S', 'native', '-B', build, '-DTELLERSIGHT_BENCH=ON']);
run('building the comparison', 'cmake', ['--build', build, '-j', '2', '--target', 'native_bench']);
const { status, stdout, stderr } = spawnSync(join(build, 'bench/native_bench'), [values.rounds], { encoding: 'utf8' });
if (status !== 0) fail(`native_bench ended with ${status}`, stderr);
const lines = stdout
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Line);
const machine = { cpu: cpus()[0]?.model ?? 'unknown', cores: cpus().length };
if (values.json)
  console.log(JSON.stringify({ schema: 'bench-native@1', machine, rounds: Number(values.rounds), lines }));
else print();

function print(): void {
  console.log(`${machine.cpu}, one thread, medians of ${values.rounds} rounds\n`);
  const heads = ['us', 'x ours', 'mean err', 'max err', 'roofline'];
  console.log(`${''.padEnd(42)}${heads.map((head) => head.padStart(10)).join('')}`);
  let task = '';
  for (const line of lines) {
    if (line.task !== task) console.log(line.task);
    task = line.task;
    const roofline = `${(100 * line.roofline).toFixed(0)} %`;
    const figures = [line.us.toFixed(1), line.ratio.toFixed(2), line.meanError.toFixed(3), line.maxError.toFixed(2)];
    console.log(
      `  ${line.contender.padEnd(40)}${[...figures, roofline].map((figure) => figure.padStart(10)).join('')}`,
    );
  }
  console.log(
    '\nx ours: median over the rounds of its time / ours. Errors: levels off a float64 reading of the task. Roofline: the time' +
      '\nof only reading the bytes, as a share of the time taken. libyuv does not rotate.',
  );
}
