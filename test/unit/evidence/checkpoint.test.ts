import { createPrivateKey, createPublicKey } from 'node:crypto';
import t from 'tap';
import { openCheckpoint, signCheckpoint } from '../../../src/evidence/checkpoint.ts';

// RFC 8032 section 7.1, TEST 1: a key everyone knows, so the bytes below can be made again with any Ed25519 library.
const key = createPrivateKey({
  key: {
    kty: 'OKP',
    crv: 'Ed25519',
    d: 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A',
    x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
  },
  format: 'jwk',
});
const publicKey = createPublicKey(key);
const root = Buffer.alloc(32, 7);

t.test('the note is laid out as signed-note and tlog-checkpoint say', async (t) => {
  const { note } = signCheckpoint('tellersight/site/t1', 12, root, key);
  const [origin, size, rootLine, empty, signature, end] = note.split('\n');
  t.same([origin, size, rootLine, empty, end], ['tellersight/site/t1', '12', root.toString('base64'), '', '']);
  const match = /^\u2014 tellersight\/site\/t1 (\S+)$/.exec(signature ?? '');
  const bytes = Buffer.from(match?.[1] ?? '', 'base64');
  t.equal(bytes.length, 4 + 64);
  // SHA-256("tellersight/site/t1" || 0x0A || 0x01 || public key), first four bytes; made with coreutils.
  t.equal(bytes.subarray(0, 4).toString('hex'), '5a72cb1b');
  t.match(openCheckpoint(note, publicKey), { origin: 'tellersight/site/t1', size: 12 });
});

t.test('any changed character makes the note worthless', async (t) => {
  const { note } = signCheckpoint('o', 3, root, key);
  const accepted: number[] = [];
  for (let i = 0; i < note.length; i++) {
    for (const to of ['A', 'B', '0', '1', '=', '\n', ' ']) {
      if (note[i] !== to && openCheckpoint(note.slice(0, i) + to + note.slice(i + 1), publicKey)) accepted.push(i);
    }
  }
  t.same(accepted, []);
  t.equal(openCheckpoint(`${note}\n`, publicKey), null);
  t.equal(openCheckpoint(note.slice(0, -1), publicKey), null);
});

t.test('an origin that could break the format is refused before signing', async (t) => {
  for (const origin of ['', 'a b', 'a\nb', 'a+b', 'x'.repeat(129)]) {
    t.throws(() => signCheckpoint(origin, 1, root, key), RangeError);
  }
});
