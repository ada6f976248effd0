// Runs all checks in order and ends with the line "N passed, N failed": types, lint, generated pages, then the tests.
// `npm test -- FILE...` runs only these test files.
import { spawn, spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const bin = join(root, 'node_modules', '.bin');
const environment = { ...process.env, PATH: `${bin}:${process.env.PATH}`, ORT_DISABLE_TELEMETRY: '1' };
const wanted = process.argv.slice(2);
let passed = 0;
let failed = 0;

function check(name, program, args) {
  const begun = Date.now();
  const result = spawnSync(join(bin, program), args, { encoding: 'utf8', env: environment, maxBuffer: 1e8 });
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  if (result.status === 0) {
    passed += 1;
    console.log(`ok - ${name} (${seconds} s)`);
  } else {
    failed += 1;
    console.log(`not ok - ${name} (${seconds} s)\n${result.stdout}${result.stderr}`);
  }
}

/** Runs tap, prints one line per file (the whole output of a failing one), resolves with its own totals. */
async function runTap() {
  const tap = spawn(join(bin, 'tap'), ['--reporter=tap', ...wanted], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let file = [];
  for await (const line of createInterface({ input: tap.stdout })) {
    const totals = /^# \{ total: (\d+)(?:, pass: (\d+))?(?:, fail: (\d+))?/.exec(line);
    if (totals) {
      passed += Number(totals[2] ?? 0);
      failed += Number(totals[3] ?? 0);
    }
    file.push(line);
    if (/^(not )?ok \d+ /.test(line)) {
      if (line.startsWith('not')) console.log(file.join('\n'));
      else console.log([...file.filter((text) => /# SKIP/.test(text)), line].join('\n'));
      file = [];
    }
  }
  if (file.some((line) => line.trim() !== '')) console.log(file.join('\n'));
  const status = tap.exitCode ?? (await new Promise((resolve) => tap.once('close', resolve)));
  if (status !== 0 && failed === 0) failed = 1;
}

if (wanted.length === 0) {
  check('types (tsc --noEmit)', 'tsc', ['--noEmit']);
  check('lint and format (biome ci)', 'biome', ['ci', '--colors=off', 'src', 'test', 'firmware-config']);
  check('generated pages are up to date (tellersight docs --check)', 'node', ['src/cli.ts', 'docs', '--check']);
}
await runTap();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
