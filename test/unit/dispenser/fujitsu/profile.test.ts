import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import t from 'tap';
import { configSchema } from '../../../../src/config/schema.ts';
import { createDriver } from '../../../../src/dispenser/createDriver.ts';
import { fujitsuErrorsTable } from '../../../../src/dispenser/fujitsu/errorsTable.ts';
import { silentLog } from '../../../../src/system/log.ts';

const page = readFileSync(new URL('../../../../docs/dispenser-fujitsu-f53.md', import.meta.url), 'utf8');
const example = /```toml\n(.*?)```/s.exec(page)![1]!;

const driverFor = (text: string) => {
  const { dispenser } = parse(text) as { dispenser: unknown };
  return createDriver(configSchema.shape.dispenser.parse(dispenser), 'USD', silentLog);
};

t.test('the profile of the docs page makes the driver', (t) => {
  t.match(driverFor(example)?.capability, { protocol: 'fujitsu-f53', cassettes: 2, experimental: true });
  t.end();
});

t.test('a profile without even parity or note sizes makes none', (t) => {
  t.throws(() => driverFor(example.replace('"even"', '"none"')), { code: 'CONFIG_INVALID', message: /parity/ });
  for (const key of ['length_max', 'length_min', 'thickness']) {
    t.throws(() => driverFor(example.replace(new RegExp(`, ${key} = \\w+`), '')), { code: 'CONFIG_INVALID' }, key);
  }
  t.throws(() => driverFor(example.replace('length_min = 0x92', 'length_min = 0xFF')), { code: 'CONFIG_INVALID' });
  t.end();
});

t.test('the table of error codes on the docs page is that of the driver', (t) => {
  const [, table] = /<!-- errors:begin -->\n(.*?)<!-- errors:end -->/s.exec(page)!;
  t.equal(table!.trim(), fujitsuErrorsTable().trim());
  t.end();
});
