import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { configKeys } from '../../../src/config/keys.ts';
import { loadConfig } from '../../../src/config/load.ts';

const folder = join(import.meta.dirname, '../../../firmware-config/boards');
const unit = readFileSync(join(folder, '../../systemd/tellersight.service'), 'utf8');

t.test('every board file is a valid configuration', async (t) => {
  const boards = readdirSync(folder).filter((name) => name.endsWith('.toml'));
  t.ok(boards.includes('demo.toml') && boards.includes('generic-x86.toml'));
  for (const board of boards) {
    t.doesNotThrow(() => loadConfig({ files: [join(folder, board)], environment: {} }), board);
  }
});

t.test('the generic board shows every setting, and what it shows as a default is the default', async (t) => {
  const text = readFileSync(join(folder, 'generic-x86.toml'), 'utf8');
  const shown = new Map<string, { set: boolean; value: string }>();
  let section = '';
  for (const line of text.split('\n')) {
    const header = /^\[\[?([\w.]+)\]\]?$/.exec(line);
    if (header) section = header[1]!;
    const setting = /^(# )?([a-z][a-z0-9_]*) = (.+)$/.exec(line);
    if (setting) shown.set(`${section}.${setting[2]}`, { set: setting[1] === undefined, value: setting[3]! });
  }
  for (const { key, schema } of configKeys) {
    // Cassettes are a table of their own in TOML.
    const found = shown.get(key === 'dispenser.cassettes' ? 'dispenser.cassettes.value_minor' : key);
    if (found === undefined) {
      t.fail(`${key} is not shown`);
      continue;
    }
    if (found.set || schema.default === undefined) continue;
    t.same(Number.isNaN(Number(found.value)) ? JSON.parse(found.value) : Number(found.value), schema.default, key);
  }
});

t.test('its keys are the credentials of the unit', async (t) => {
  const { config } = loadConfig({ files: [join(folder, 'generic-x86.toml')], environment: {} });
  for (const path of Object.values(config.keys)) {
    const name = /^\/run\/credentials\/tellersight\.service\/(.+)$/.exec(path)?.[1];
    t.ok(name !== undefined && unit.includes(`\nLoadCredential=${name}:`), path);
  }
});
