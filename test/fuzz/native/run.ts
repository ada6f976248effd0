// npm run fuzz:native -- [--seconds 60] [--only jpeg]: libFuzzer with AddressSanitizer and UndefinedBehaviorSanitizer on every
// entry point of the pixel code. 1 = something was found; the input that found it is kept.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { debianPackages, run } from '../../../src/prepareSteps.js';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, only: { type: 'string', multiple: true } },
});
const build = resolve('native/build-fuzz');
const targets = ['jpeg', 'resample', 'warp', 'statistics'].filter((name) => values.only?.includes(name) ?? true);

debianPackages({ 'clang-14': '/usr/bin/clang++-14', 'libclang-rt-14-dev': '/usr/lib/llvm-14/lib/clang' });
run('configuring with the fuzzer', 'cmake', [
  ...['-S', 'native', '-B', build, '-DTELLERSIGHT_FUZZ=ON', '-DCMAKE_CXX_COMPILER=clang++-14'],
]);
const programs = targets.map((name) => `fuzz_${name}`);
run('building the fuzzers', 'cmake', ['--build', build, '-j', '2', '--target', ...programs]);

let found = 0;
for (const name of targets) {
  const corpus = join(build, 'corpus', name);
  const finds = join(build, 'found');
  for (const folder of [corpus, finds]) mkdirSync(folder, { recursive: true });
  const { status, stderr } = spawnSync(
    join(build, 'fuzz', `fuzz_${name}`),
    [
      ...[corpus, ...(name === 'jpeg' ? ['native/fuzz/seeds'] : [])],
      ...[`-max_total_time=${values.seconds}`, '-timeout=10', '-rss_limit_mb=2048', '-max_len=4096'],
      ...['-print_final_stats=1', `-artifact_prefix=${finds}/${name}-`],
    ],
    { encoding: 'utf8', maxBuffer: 1e9 },
  );
  const inputs = /number_of_executed_units:\s*(\d+)/.exec(stderr)?.[1] ?? '?';
  const edges = [...stderr.matchAll(/cov: (\d+)/g)].at(-1)?.[1] ?? '?';
  console.log(
    `${name.padEnd(12)}${inputs.padStart(12)} inputs${edges.padStart(8)} edges  ${status === 0 ? 'ok' : 'FOUND'}`,
  );
  if (status === 0) continue;
  found++;
  const report = stderr.split('\n').filter((line) => !/^#|NEW_FUNC/.test(line));
  console.log(report.join('\n').slice(-4000));
}
process.exitCode = found === 0 ? 0 : 1;
