import { readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import t from 'tap';
import { configSchema } from '../../../../src/config/schema.ts';
import { createDriver } from '../../../../src/dispenser/createDriver.ts';
import { deviceErrors as errors2000 } from '../../../../src/dispenser/puloon/lcdm2000/errors.ts';
import { lcdm2000ErrorTable } from '../../../../src/dispenser/puloon/lcdm2000/errorTable.ts';
import { deviceError, deviceErrors as errors4000 } from '../../../../src/dispenser/puloon/lcdm4000/errors.ts';
import { lcdm4000ErrorTable } from '../../../../src/dispenser/puloon/lcdm4000/errorTable.ts';
import { silentLog } from '../../../../src/system/log.ts';

const driverFor = (text: string) => {
  const { dispenser } = parse(text) as { dispenser: unknown };
  return createDriver(configSchema.shape.dispenser.parse(dispenser), 'CNY', silentLog);
};

const pages = [
  { name: 'lcdm2000', cassettes: 2, table: lcdm2000ErrorTable, errors: errors2000, resultRetrievable: false },
  { name: 'lcdm4000', cassettes: 4, table: lcdm4000ErrorTable, errors: errors4000, resultRetrievable: true },
];

for (const { name, cassettes, table, errors, resultRetrievable } of pages) {
  const page = readFileSync(new URL(`../../../../docs/dispenser-puloon-${name}.md`, import.meta.url), 'utf8');
  const example = /```toml\n(.*?)```/s.exec(page)![1]!;

  t.test(`${name}: the profile of the docs page makes the driver`, (t) => {
    const driver = driverFor(example);
    t.match(driver?.capability, { protocol: `puloon-${name}`, cassettes, resultRetrievable, maxNotesPerCommand: 20 });
    const more = Array.from({ length: cassettes + 1 }, () => '{ value_minor = 1000 }').join(', ');
    t.throws(() => driverFor(example.replace(/cassettes = \[.*\]/s, `cassettes = [${more}]`)), 'a cassette too many');
    t.end();
  });

  t.test(`${name}: the table of error codes on the docs page is that of the driver`, (t) => {
    const [, written] = /<!-- errors:begin -->\n(.*?)<!-- errors:end -->/s.exec(page)!;
    t.equal(written, table());
    t.equal(written!.trim().split('\n').length, errors.size + 3, 'a row for each code, and one for all others');
    t.end();
  });
}

t.test('LCDM-4000: one board entry per cassette, and codes that no document has', (t) => {
  t.equal(errors4000.size, 34, 'good, and the 33 codes of reference §3.4');
  for (let code = 0; code < 256; code++) {
    if (!errors4000.has(code)) t.equal(deviceError(code).effect, 'doubtful');
  }
  t.match(
    driverFor('[dispenser]\ndriver = "puloon-lcdm4000"\nport = "/dev/ttyS0"\nmax_notes_per_command = 60')?.capability,
    {
      cassettes: 1,
      maxNotesPerCommand: 60,
      experimental: true,
    },
  );
  t.throws(() => driverFor('[dispenser]\ndriver = "puloon-lcdm4000"'), { code: 'CONFIG_INVALID' }, 'no port');
  t.end();
});
