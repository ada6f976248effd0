import t from 'tap';
import { generated, staleFiles } from '../../../src/commands/docs.ts';
import { rooms } from '../../../src/lib/catalog/index.ts';

t.test('generated files are those that the code makes (else: tellersight docs --write)', async (t) => {
  t.same(await staleFiles(), []);
});

t.test('every code has an entry in the journal catalog and an anchor in the events page', async (t) => {
  const catalog = await generated['systemd/tellersight.catalog']!();
  const events = await generated['docs/events.md']!();
  const codes = Object.values(rooms).flatMap((room) => Object.keys(room));
  t.equal(catalog.match(/^-- [0-9a-f]{32}$/gm)?.length, codes.length);
  t.equal(new Set(catalog.match(/^-- [0-9a-f]{32}$/gm)).size, codes.length, 'ids differ');
  t.same(events.match(/^### .+$/gm)?.sort(), codes.map((code) => `### ${code}`).sort());
});

t.test('the AsyncAPI document points only at what it has', async (t) => {
  const document = JSON.parse(await generated['docs/asyncapi.json']!()) as Record<string, unknown>;
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path!);
  t.ok(references.length > 10);
  for (const path of new Set(references)) {
    const found = path.split('/').reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], document);
    t.type(found, 'object', path);
  }
});
