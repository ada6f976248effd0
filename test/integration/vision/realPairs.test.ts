import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import t from 'tap';

/**
 * Real synchronised RGB + NIR pairs (16 live, 16 printed on matt paper with a black that stays visible in NIR; one rig,
 * one person each) through `tellersight replay`. The pictures and the reference models are not part of the project.
 */
const root = fileURLToPath(new URL('../../..', import.meta.url));
const shared = resolve(root, process.env.TELLERSIGHT_SHARED ?? '../shared');
const pairs = join(shared, 'data/rgb-ir-sample');
const models = join(shared, 'models/reference');

interface Row {
  group: string;
  refusal: string | null;
  match: boolean | null;
  faces: { rgb: number; ir: number };
}

async function replay(...args: string[]): Promise<Row[]> {
  const command = [join(root, 'src/cli.ts'), 'replay', '--pairs', pairs, '--json', ...args];
  const { stdout } = await promisify(execFile)(process.execPath, command, { maxBuffer: 1 << 24 });
  const report = JSON.parse(stdout) as { schema: string; pairs: Row[] };
  if (report.schema !== 'replay@1') throw new Error(`schema ${report.schema}`);
  return report.pairs;
}

const count = (rows: Row[], group: string, test: (row: Row) => boolean) =>
  rows.filter((row) => row.group === group && test(row)).length;

const missing = [pairs, models].filter((path) => !existsSync(path));

if (missing.length > 0) {
  t.comment(`SKIP: real pairs and reference models are not here (${missing.join(', ')}); set TELLERSIGHT_SHARED`);
  t.pass('skipped: no real pairs on this machine', { skip: 'no real pairs on this machine' });
} else {
  t.test('reference pack: live pairs come out live and match each other, printed ones are refused', async (t) => {
    const rows = await replay('--pack', 'reference', '--packs', models);
    t.equal(rows.length, 32);
    t.equal(
      count(rows, 'live', (row) => row.refusal === null),
      16,
      'live pairs that pass',
    );
    t.equal(
      count(rows, 'print', (row) => row.refusal === null),
      0,
      'printed pairs that pass',
    );
    const first = rows.findIndex((row) => row.refusal === null);
    const others = rows.filter((row, index) => row.group === 'live' && index !== first);
    t.equal(others.filter((row) => row.match === true).length, 15, 'live pairs that match the first one');
    t.equal(
      count(rows, 'print', (row) => row.match === true),
      0,
      'printed pairs that match the live person',
    );
  });

  t.test('default pack: reported, not asserted beyond sanity', async (t) => {
    const rows = await replay();
    const both = rows.filter((row) => row.faces.rgb > 0 && row.faces.ir > 0).length;
    const live = count(rows, 'live', (row) => row.refusal === null);
    const print = count(rows, 'print', (row) => row.refusal === null);
    t.comment(
      `default pack on real pairs: face in both channels ${both}/32, live passed ${live}/16, print passed ${print}/16`,
    );
    t.equal(rows.length, 32);
    t.ok(both >= 24, 'the detector finds most faces in both channels');
  });
}
