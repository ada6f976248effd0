import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t from 'tap';
import { parseDecimal } from '../../../src/calibration/list/parseDecimal.ts';
import { HEADER, readScoreList } from '../../../src/calibration/list/readScoreList.ts';
import type { Pairs } from '../../../src/calibration/pairs.ts';
import { binOf, edge } from '../../../src/calibration/scoreBin.ts';
import { RandomNumbers } from '../../../src/calibration/statistics/randomNumbers.ts';
import { TellersightError } from '../../../src/lib/errors.ts';

const folder = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

function file(content: string | Uint8Array): string {
  const path = join(folder, 'scores.csv');
  writeFileSync(path, content);
  return path;
}

const rows = (pairs: Pairs) =>
  pairs.chunks.flatMap(({ a, b, bin, count }) => Array.from({ length: count }, (_, i) => [a[i], b[i], edge(bin[i]!)]));

async function refused(content: string | Uint8Array): Promise<string> {
  const path = file(content);
  const error = await readScoreList(path).catch((caught: unknown) => caught);
  if (!(error instanceof TellersightError)) throw new Error('it was taken', { cause: error });
  return `${error.code} ${error.message.replace(path, 'FILE')}`;
}

t.test('a list, plain and gzip, with and without kind, with every line end', async (t) => {
  const lines = [HEADER, 'ann,bob,x,y,0.25', 'ann,ann,x,x,0.75', 'cy,ann,,x,-1', 'cy,bob,,y,1.0e-1'];
  const kinds = ['kind', 'impostor', 'genuine', 'impostor', 'impostor'];
  const withKind = lines.map((line, i) => `${line},${kinds[i]}`);
  for (const content of [
    `${lines.join('\n')}\n`,
    lines.join('\n'),
    `\uFEFF${lines.join('\r\n')}\r\n`,
    gzipSync(`${lines.join('\n')}\n`),
    withKind.join('\n'),
  ]) {
    const table = await readScoreList(file(content));
    t.strictSame(rows(table.impostor), [
      [0, 1, 0.25],
      [2, 0, -1],
      [2, 1, 0.1],
    ]);
    t.strictSame(rows(table.genuine), [[0, 0, 0.75]]);
    t.strictSame(table.groups, ['x', 'y']);
    t.strictSame(table.groupOf, [0, 1, -1]);
  }
});

t.test('lines that lie across the blocks of the file', async (t) => {
  const lines = Array.from(
    { length: 100_000 },
    (_, i) => `subject-${i},subject-${i + 1},g,g,0.${String(i).padStart(6, '0')}`,
  );
  const table = await readScoreList(file(`${HEADER}\n${lines.join('\n')}\n`));
  t.equal(table.subjects, 100_001);
  t.equal(table.impostor.count, 100_000);
  const found = rows(table.impostor);
  t.ok(found.every(([a, b, score], i) => a === i && b === i + 1 && score === edge(binOf(i / 1e6))));
});

t.test('what is wrong is named with its line', async (t) => {
  const second = (line: string) => refused(`${HEADER}\na,b,x,y,0.5\n${line}\n`);
  t.match(await second('a,b,x,y'), 'FILE:3: 5 fields');
  t.match(await second('a,b,x,y,0.5,impostor'), 'FILE:3: 5 fields');
  t.match(await second(',b,x,y,0.5'), 'FILE:3: a subject is missing');
  t.match(await second('a,b,y,y,0.5'), 'FILE:3: a subject has another group');
  t.match(await second('"a",b,x,y,0.5'), 'FILE:3: quoted');
  for (const score of ['', '1.0001', '-1.5', 'nan', '0x1', '1e', '.', '-', ' 0.5', 'Infinity', '0.5.1']) {
    t.match(await second(`a,b,x,y,${score}`), 'FILE:3: the score is no cosine', score);
  }
  t.match(await second(''), 'FILE:3: the line is empty');
  t.match(await second('a,c,x,all,0.5'), 'FILE:3: "all" is what all');
  t.match(await second('a,c,x,<b>,0.5'), 'FILE:3: a label has');
  t.match(await second('z'.repeat(5000)), 'FILE:3: the line is longer');
  t.match(await refused(`${HEADER},kind\na,b,x,y,0.5,genuine\n`), 'FILE:2: kind must be impostor');
  t.match(await refused(`${HEADER},kind\na,a,x,x,0.5,impostor\n`), 'FILE:2: kind must be genuine');
  t.match(await refused('a,b,0.5\n'), 'FILE:1: the header must be');
  t.match(await refused(''), 'FILE:1: the header');
  t.match(await refused(`${HEADER}\na,a,x,x,0.5\n`), 'no comparison of two different');
  t.match(await refused(gzipSync(`${HEADER}\na,b,x,y,0.5\n`).subarray(0, 30)), 'SCORES_INVALID FILE cannot be read');
  const missing = await readScoreList(join(folder, 'none')).catch((error: TellersightError) => error.code);
  t.equal(missing, 'SCORES_INVALID');
});

t.test('decimals are the doubles that Number() reads', async (t) => {
  const random = new RandomNumbers(9);
  const texts = [
    '0',
    '-0',
    '1',
    '-1',
    '.5',
    '5.',
    '0.1',
    '1e-3',
    '-2.5E2',
    '0.123456789012345678',
    '12345678901234567890',
  ];
  for (let i = 0; i < 5000; i++) texts.push(String(2 * random.next() - 1), random.next().toFixed(i % 18));
  for (const text of texts) {
    const bytes = Buffer.from(`,${text},`);
    t.equal(parseDecimal(bytes, 1, bytes.length - 1), Number(text), text);
  }
});

t.test('a score lies at or above the edge of its bin and below the next', async (t) => {
  const random = new RandomNumbers(4);
  const scores = [-1, 1, 0, 0.3448, -0.0001, 0.99995, 0.29999999999999999, 0.6450000000000001];
  for (let i = 0; i < 20_000; i++) scores.push(2 * random.next() - 1, Math.round(random.next() * 1e4) / 1e4);
  t.ok(scores.every((score) => edge(binOf(score)) <= score && (score === 1 || edge(binOf(score) + 1) > score)));
  for (let bin = 0; bin <= 20_000; bin++) if (binOf(edge(bin)) !== bin) t.fail(`${bin}`);
});
