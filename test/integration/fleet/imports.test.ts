import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

t.test('the fleet room cannot reach anything that could pay', async (t) => {
  const folder = join(import.meta.dirname, '../../../src/fleet');
  const imports = readdirSync(folder).flatMap((file) => [
    ...readFileSync(join(folder, file), 'utf8').matchAll(/from '(\.\.\/[^']+)'/g),
  ]);
  t.ok(imports.length > 10);
  t.same(
    imports.filter(([, path]) => /dispenser|teller|atm|vision|payout/.test(path ?? '')).map(([, path]) => path),
    [],
    'the room imports nothing that could pay',
  );
});
