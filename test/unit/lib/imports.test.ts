import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { catalog } from '../../../src/lib/catalog/index.ts';

const root = fileURLToPath(new URL('../../../src', import.meta.url));
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
const text = new Map(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));

interface Arrow {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const arrows: Arrow[] = files.flatMap((from) =>
  [
    ...text.get(from)!.matchAll(/(?:^|\s)(?:(import|export)\s+(type\s)?[^'"();]*?from\s*|import\s*\(?\s*)'(\.[^']+)'/g),
  ].map(([, , type, path]) => ({
    from,
    to: relative(root, join(root, dirname(from), path!)),
    typeOnly: type !== undefined,
  })),
);
const room = (file: string) => file.split('/')[0]!;
const show = (found: readonly Arrow[]) => found.map(({ from, to }) => `${from} -> ${to}`);

/** Architecture section 3: imports point from a higher floor to a lower one. */
const floors: Readonly<Record<string, number>> = {
  'cli.ts': 6,
  commands: 5,
  calibration: 4,
  packs: 4,
  vision: 3,
  teller: 3,
  dispenser: 2,
  journal: 2,
  evidence: 2,
  fleet: 2,
  atm: 2,
  system: 1,
  config: 1,
  lib: 0,
};
/** Neighbours on one floor: the journal is where the others of its floor write. */
const neighbours = new Set(['dispenser journal', 'fleet journal']);

t.test('the arrows are found at all', async (t) => {
  t.ok(arrows.length > 500);
  t.ok(
    arrows.some(({ from, to }) => from === 'commands/program.ts' && to === 'commands/check.ts'),
    'import()',
  );
  t.ok(
    arrows.every(({ to }) => to.startsWith('..') || text.has(to)),
    'each ends at a file',
  );
});

t.test('every room has its floor', async (t) => {
  const rooms = new Set(files.map(room));
  rooms.delete('simulator');
  t.strictSame([...rooms].sort(), Object.keys(floors).sort());
});

t.test('imports point one way', async (t) => {
  const wrong = arrows.filter(({ from, to, typeOnly }) => {
    const [a, b] = [room(from), room(to)];
    if (a === b || a === 'simulator' || b === 'simulator' || b === '..') return false;
    if (floors[a]! > floors[b]! || neighbours.has(`${a} ${b}`)) return false;
    // The one thing these two share has a test of its own below.
    if (a === 'teller' && b === 'vision') return false;
    // The journal stores what the dispenser says: it knows the shapes, none of the code.
    return !(a === 'journal' && b === 'dispenser' && typeOnly);
  });
  t.strictSame(show(wrong), []);
});

t.test('vision and teller share only the observation', async (t) => {
  const shared = arrows.filter(({ from, to }) => room(from) === 'teller' && room(to) === 'vision');
  t.ok(shared.length > 0);
  t.strictSame(show(shared.filter(({ to }) => to !== 'vision/observation.ts')), []);
});

t.test('nothing but commands imports the simulator', async (t) => {
  const users = arrows.filter(({ from, to }) => room(to) === 'simulator' && room(from) !== 'simulator');
  t.strictSame(show(users), ['commands/demo.ts -> simulator/demo/demo.ts']);
});

t.test('no file imports itself, over whatever way', async (t) => {
  const next = Map.groupBy(arrows, ({ from }) => from);
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string, way: readonly string[]) => {
    const at = way.indexOf(file);
    if (at >= 0) circles.push([...way.slice(at), file].join(' -> '));
    if (at >= 0 || done.has(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...way, file]);
    done.add(file);
  };
  for (const file of files) visit(file, []);
  t.strictSame(circles, []);
});

t.test('every code of the catalog is used outside it', async (t) => {
  const native = fileURLToPath(new URL('../../../native', import.meta.url));
  const cpp = ['addon', 'capture', 'illuminator', 'pixels'].flatMap((part) =>
    readdirSync(join(native, part)).map((file) => readFileSync(join(native, part, file), 'utf8')),
  );
  const others = [...text].filter(([file]) => !file.startsWith('lib/catalog/')).map(([, content]) => content);
  const words = new Set([...others, ...cpp].join('\n').match(/\b[A-Z][A-Z0-9_]{2,}\b/g));
  t.strictSame(
    Object.keys(catalog).filter((code) => !words.has(code)),
    [],
  );
});
