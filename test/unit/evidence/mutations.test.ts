import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import t from 'tap';
import { signCheckpoint } from '../../../src/evidence/checkpoint.ts';
import { encodeEntry } from '../../../src/evidence/entry.ts';
import { leafHash, rootOf } from '../../../src/evidence/merkle.ts';
import type { Line } from '../../../src/evidence/readLines.ts';
import { compare, type OpenedNotes, openNotes, verifyLines } from '../../../src/evidence/verify.ts';

/** A small seeded generator (mulberry32), so that a failure can be played again. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return Math.floor((((x ^ (x >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

function* linesOf(bytes: Buffer): Generator<Line> {
  let from = 0;
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
    yield { bytes: bytes.subarray(from, end), offset: from, ended: true };
    from = end + 1;
  }
  if (from < bytes.length) yield { bytes: bytes.subarray(from), offset: from, ended: false };
}

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const SIZE = 12;
const lines = Array.from({ length: SIZE }, (_, index) =>
  encodeEntry({ index, kind: 'decision', ts: '2026-11-21T10:00:00.000Z', body: `eyJ${index}.${index * 7}.sig` }),
);
const sign = (size: number) =>
  signCheckpoint('tellersight/site/t1', size, rootOf(lines.slice(0, size).map(leafHash)), privateKey).note;
const join = (list: readonly Buffer[]) => Buffer.concat(list.flatMap((line) => [line, Buffer.from('\n')]));
const whole = join(lines);
const covered = 10;
const coveredBytes = join(lines.slice(0, covered)).length;
const published = sign(covered);
const local = sign(SIZE);

/** One random way to damage what lies behind the published checkpoint; never the identity. */
function mutate(pick: (below: number) => number): { what: string; entries: Buffer; local: string | null } {
  const list = [...lines];
  const at = pick(covered);
  const other = (at + 1 + pick(covered - 1)) % covered;
  const flip = (bytes: Buffer, below: number) => {
    const copy = Buffer.from(bytes);
    copy[pick(below)]! ^= 1 << pick(8);
    return copy;
  };
  switch (pick(9)) {
    case 0:
      return { what: 'bit', entries: flip(whole, coveredBytes), local };
    case 1:
      list.splice(at, 1);
      return { what: 'delete', entries: join(list), local };
    case 2:
      [list[at], list[other]] = [list[other]!, list[at]!];
      return { what: 'swap', entries: join(list), local };
    case 3:
      return { what: 'truncate', entries: whole.subarray(0, pick(coveredBytes)), local };
    case 4:
      list[at] = Buffer.from(list[other]!);
      return { what: 'duplicate', entries: join(list), local };
    case 5: {
      const at2 = pick(coveredBytes);
      const extra = Buffer.from([pick(256)]);
      return {
        what: 'insert byte',
        entries: Buffer.concat([whole.subarray(0, at2), extra, whole.subarray(at2)]),
        local,
      };
    }
    case 6: {
      // The clever one: deletes an entry, renumbers the rest, keeps every line a valid entry.
      const bodies = list.filter((_, i) => i !== at).map((line) => JSON.parse(line.toString()) as { body: string });
      const forged = bodies.map(({ body }, index) =>
        encodeEntry({ index, kind: 'decision', ts: '2026-11-21T10:00:00.000Z', body }),
      );
      return { what: 'renumber', entries: join(forged), local: pick(2) === 0 ? null : local };
    }
    case 7:
      return {
        what: 'checkpoint bit',
        entries: whole,
        local: flip(Buffer.from(local), local.length).toString('latin1'),
      };
    default: {
      // Rolls the whole folder back to an older state that was genuine once.
      const size = 1 + pick(covered - 1);
      return { what: 'roll back', entries: join(lines.slice(0, size)), local: sign(size) };
    }
  }
}

t.test('the untouched log verifies', async (t) => {
  const verdict = await verifyLines({ lines: linesOf(whole), local, published: [published], key: publicKey });
  t.same(verdict, { ok: true, problems: [], entries: SIZE, covered: SIZE, torn: false });
});

t.test('10,000 random mutations behind a published checkpoint: every one is found', async (t) => {
  const pick = random(20261121);
  const missed: string[] = [];
  const kinds = new Set<string>();
  // Opening a note is a pure function and most mutations leave the notes alone: each pair is opened once.
  const opened = new Map<string | null, OpenedNotes>();
  for (let i = 0; i < 10_000; i++) {
    const { what, entries, local } = mutate(pick);
    kinds.add(what);
    const notes = opened.get(local) ?? openNotes({ local, published: [published], key: publicKey });
    opened.set(local, notes);
    const verdict = await compare(linesOf(entries), notes);
    if (verdict.ok) missed.push(`${i}: ${what}`);
  }
  t.same(missed, []);
  t.equal(kinds.size, 9, 'every kind of mutation was drawn');
});

t.test('a checkpoint of another key, another log, or none at all proves nothing', async (t) => {
  const other = generateKeyPairSync('ed25519').privateKey;
  const root = rootOf(lines.map(leafHash));
  const kinds = async (local: string | null, published: string[]) =>
    (await verifyLines({ lines: linesOf(whole), local, published, key: createPublicKey(privateKey) })).problems.map(
      ({ kind }) => kind,
    );
  t.same(await kinds(signCheckpoint('tellersight/site/t1', SIZE, root, other).note, []), ['badCheckpoint']);
  t.same(await kinds(local, [signCheckpoint('tellersight/site/t2', SIZE, root, privateKey).note]), ['otherLog']);
  t.same(await kinds(null, []), ['noCheckpoint']);
  t.same(await kinds(null, [published]), ['rolledBack']);
});

t.test('an unfinished last entry after the checkpoint is told, not held against the log', async (t) => {
  const entries = Buffer.concat([whole, Buffer.from('{"index":12,"ki')]);
  const verdict = await verifyLines({ lines: linesOf(entries), local, published: [published], key: publicKey });
  t.match(verdict, { ok: true, torn: true, entries: SIZE });
});
