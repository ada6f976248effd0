import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { parseCalibration } from '../../../src/lib/calibration.ts';

const root = join(import.meta.dirname, '../../..');

t.test('tellersight capability --json says what the files of the pack say', async (t) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'src/cli.ts'), 'capability', '--json'], {
    encoding: 'utf8',
  });
  t.equal(status, 0, stderr);
  const statement = JSON.parse(stdout);
  t.equal(statement.schema, 'capability@1');
  t.equal(statement.attackTypes.length, 7);
  const file = parseCalibration(readFileSync(join(root, 'models/default/calibration.json'), 'utf8'));
  t.equal(statement.match.source, file.source);
  for (const { support } of statement.match.tiers) {
    for (const { group, impostorPairs } of support) {
      t.equal(file.groups.find(({ name }) => name === group)?.impostorPairs, impostorPairs, group);
    }
  }
});
