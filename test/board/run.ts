// npm run test:board [-- [--repeat N] FILE...]: builds the image of a board, boots it in QEMU and runs the tests on it, N
// times with the same image until one fails. Ends with "N passed, N failed". Nothing is skipped: what cannot be installed
// or booted is a failure.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { buildImage } from './image/index.ts';

const { values, positionals: wanted } = parseArgs({
  options: { repeat: { type: 'string', default: '1' } },
  allowPositionals: true,
});
const rounds = Number(values.repeat);
if (!Number.isSafeInteger(rounds) || rounds < 1) throw new Error('--repeat takes a number of rounds from 1');
const image = buildImage();
const all = readdirSync('test/board').filter((name) => name.endsWith('.test.ts'));
const files = wanted.length > 0 ? wanted : all.map((name) => `test/board/${name}`);
const env = { ...process.env, BOARD_IMAGE: JSON.stringify(image) };
let status: number | null = 0;
for (let round = 1; round <= rounds && status === 0; round++) {
  if (rounds > 1) console.log(`round ${round} of ${rounds}`);
  const tests = ['test/run.js', '--jobs=1', '--timeout=3600', ...files];
  ({ status } = spawnSync(process.execPath, tests, { stdio: 'inherit', env }));
}
process.exitCode = status ?? 1;
