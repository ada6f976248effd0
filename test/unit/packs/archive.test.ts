import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import t, { type Test } from 'tap';
import { unpackArchive } from '../../../src/packs/archive/unpackArchive.ts';
import type { ArchiveLimits } from '../../../src/packs/archive/unpackTar.ts';
import { tar, tarEntry } from './tarBuilder.ts';

function workplace(t: Test): { root: string; inside: string } {
  const root = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  t.teardown(() => rmSync(root, { recursive: true, force: true }));
  const inside = join(root, 'a', 'b');
  mkdirSync(inside, { recursive: true });
  return { root, inside };
}

async function unpack(t: Test, bytes: Uint8Array, limits?: ArchiveLimits): Promise<string> {
  const { root, inside } = workplace(t);
  const path = join(root, 'archive');
  writeFileSync(path, bytes);
  await unpackArchive(path, inside, limits);
  return inside;
}

/** Everything below `root` but the archive itself. */
function files(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((name) => name !== 'archive')
    .sort();
}

const plain = [
  { path: 'p/', type: '5' },
  { path: 'p/manifest.json', content: '{}' },
  { path: 'p/m.onnx', content: 'x'.repeat(700) },
];

t.test('a plain archive, bare and compressed, byte by byte', async (t) => {
  for (const bytes of [tar(...plain), gzipSync(tar(...plain))]) {
    const folder = await unpack(t, bytes);
    t.strictSame(files(folder), ['p', 'p/m.onnx', 'p/manifest.json']);
    t.equal(readFileSync(join(folder, 'p/m.onnx'), 'utf8'), 'x'.repeat(700));
  }
});

t.test('what the usual programs write: GNU, POSIX and ustar format, of a folder and of its content', async (t) => {
  const { root } = workplace(t);
  mkdirSync(join(root, 'pack/cards'), { recursive: true });
  writeFileSync(join(root, 'pack/manifest.json'), '{}');
  writeFileSync(join(root, 'pack/cards/embed.md'), 'card');
  for (const format of ['gnu', 'posix', 'ustar']) {
    for (const what of [
      ['-C', root, 'pack'],
      ['-C', join(root, 'pack'), '.'],
    ]) {
      const folder = await unpack(t, execFileSync('tar', [`--format=${format}`, '-cz', ...what]));
      const inner = existsSync(join(folder, 'pack')) ? join(folder, 'pack') : folder;
      t.strictSame(files(inner), ['cards', 'cards/embed.md', 'manifest.json'], `${format} ${what.at(-1)}`);
      t.equal(readFileSync(join(inner, 'cards/embed.md'), 'utf8'), 'card');
    }
  }
});

const good = { path: 'a', content: 'a' };
const hostile: Record<string, Uint8Array> = {
  'a path with ..': tar({ path: '../evil', content: 'x' }),
  'a path with .. inside': tar({ path: 'p/../../evil', content: 'x' }),
  'a prefix with ..': tar({ path: 'evil', prefix: '../..', content: 'x' }),
  'an absolute path': tar({ path: '/tmp/evil', content: 'x' }),
  'an absolute prefix': tar({ path: 'evil', prefix: '/tmp', content: 'x' }),
  'only a root': tar({ path: '/', type: '5' }),
  'an empty name': tar({ path: '', content: 'x' }),
  'a folder that leads out': tar({ path: '../evil/', type: '5' }),
  'a hidden file': tar({ path: '.bashrc', content: 'x' }),
  'an empty part': tar({ path: 'a//b', content: 'x' }),
  'a backslash': tar({ path: 'a\\b', content: 'x' }),
  'a control character': tar({ path: 'a\nb', content: 'x' }),
  'too deep': tar({ path: 'a/b/c/d/e', content: 'x' }),
  'a symbolic link': tar({ path: 'l', type: '2', link: '/etc/passwd' }),
  'a symbolic link, then a file through it': tar(
    { path: 'l', type: '2', link: '..' },
    { path: 'l/evil', content: 'x' },
  ),
  'a hard link': tar(good, { path: 'h', type: '1', link: 'a' }),
  'a character device': tar({ path: 'd', type: '3' }),
  'a block device': tar({ path: 'd', type: '4' }),
  'a FIFO': tar({ path: 'f', type: '6' }),
  'a sparse file': tar({ path: 's', type: 'S' }),
  'a long name of GNU tar': tar({ path: '././@LongLink', type: 'L', content: '../evil' }, good),
  'a pax header that renames': tar({ path: 'x', type: 'x', content: '16 path=../evil\n' }, good),
  'a pax header that renames behind a time': tar(
    { path: 'x', type: 'x', content: '11 mtime=1\n16 path=../evil\n' },
    good,
  ),
  'a pax header that resizes': tar({ path: 'x', type: 'x', content: '15 size=9999999\n' }, good),
  'a pax header without end': tar({ path: 'x', type: 'g', size: 1 << 30 }),
  'a name twice': tar(good, { path: 'a', content: 'b' }),
  'a name twice, one with ./': tar(good, { path: './a', content: 'b' }),
  'a name twice but for its case': tar(good, { path: 'A', content: 'b' }),
  'a file where a folder is needed': tar(good, { path: 'a/b', content: 'b' }),
  'a folder with content': tar({ path: 'p/', type: '5', content: 'x' }),
  'a folder with a size': tar({ path: 'p/', type: '5', size: 512 }),
  'a huge size': tar({ path: 'big', size: 0o77777777777 }),
  'a size in binary': Buffer.from(tar(good)).fill(0xff, 124, 136),
  'a wrong checksum': tar({ ...good, checksumError: 1 }),
  'no tar at all': Buffer.from('<html>404</html>'.repeat(100)),
  'an old tar without magic': tar({ ...good, magic: '\0\0\0\0\0\0\0\0' }),
  nothing: Buffer.alloc(0),
  'no end': tarEntry(good),
  'half an end': Buffer.concat([tarEntry(good), Buffer.alloc(512)]),
  'cut in a header': tar(good, { path: 'b', content: 'b' }).subarray(0, 1024 + 100),
  'cut in a file': tar({ path: 'b', content: 'b'.repeat(5000) }).subarray(0, 2000),
  'cut in the padding': tarEntry({ path: 'b', content: 'b' }).subarray(0, 1000),
  'something behind the end': Buffer.concat([tar(good), Buffer.from('x')]),
  'an entry behind the end': Buffer.concat([tar(good), tar({ path: 'b', content: 'b' })]),
  'endless zeros': Buffer.concat([tar(good), Buffer.alloc(2 * 1024 * 1024)]),
  'too many entries': tar(...Array.from({ length: 257 }, (_, i) => ({ path: `f${i}`, content: '' }))),
  'too many pax headers': tar(...Array.from({ length: 257 }, () => ({ path: 'x', type: 'x', content: '' })), good),
  'gzip cut short': gzipSync(tar(...plain)).subarray(0, 100),
  'gzip with a flipped bit': flip(gzipSync(tar(...plain))),
  'gzip with something behind': Buffer.concat([gzipSync(tar(...plain)), Buffer.from('garbage')]),
  'gzip with a second archive behind': Buffer.concat([gzipSync(tar(good)), gzipSync(tar(good))]),
};

function flip(bytes: Buffer): Buffer {
  const at = bytes.length >> 1;
  bytes[at] = bytes[at]! ^ 0x10;
  return bytes;
}

t.test('a hostile archive is refused and nothing lies outside its folder', async (t) => {
  for (const [what, bytes] of Object.entries(hostile)) {
    const { root, inside } = workplace(t);
    writeFileSync(join(root, 'archive'), bytes);
    await t.rejects(unpackArchive(join(root, 'archive'), inside), { code: 'PACK_ARCHIVE' }, what);
    t.strictSame(
      files(root).filter((name) => !name.startsWith('a/b/')),
      ['a', 'a/b'],
      `${what}: nothing outside`,
    );
    t.notOk(existsSync('/tmp/evil'), `${what}: nothing at an absolute path`);
  }
});

t.test('limits: one byte and one entry more than allowed', async (t) => {
  const limits = { entries: 2, fileBytes: 10, totalBytes: 15 };
  const of = (...sizes: number[]) => tar(...sizes.map((size, i) => ({ path: `f${i}`, content: 'x'.repeat(size) })));
  t.strictSame(files(await unpack(t, of(10, 5), limits)), ['f0', 'f1']);
  for (const bytes of [of(11), of(10, 6), of(1, 1, 1)])
    await t.rejects(unpack(t, bytes, limits), { code: 'PACK_ARCHIVE' });
});

t.test('a bomb is left alone after the limit, however small it is packed', async (t) => {
  const bomb = gzipSync(tar({ path: 'zeros', content: Buffer.alloc(64 * 1024 * 1024) }));
  t.ok(bomb.length < 100_000);
  await t.rejects(unpack(t, bomb, { entries: 9, fileBytes: 1e6, totalBytes: 1e6 }), { code: 'PACK_ARCHIVE' });
});
