// npm run test:board [-- FILE...]: builds the image of a board, boots it in QEMU and runs the tests on it. Ends with
// "N passed, N failed". Nothing is skipped: what cannot be installed or booted is a failure.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { buildImage } from './image/index.ts';

const image = buildImage();
const wanted = process.argv.slice(2);
const all = readdirSync('test/board').filter((name) => name.endsWith('.test.ts'));
const files = wanted.length > 0 ? wanted : all.map((name) => `test/board/${name}`);
const { status } = spawnSync(process.execPath, ['test/run.js', '--jobs=1', '--timeout=3600', ...files], {
  stdio: 'inherit',
  env: { ...process.env, BOARD_IMAGE: JSON.stringify(image) },
});
process.exitCode = status ?? 1;
