import { type ChildProcess, spawn } from 'node:child_process';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import t from 'tap';
import { EvidenceLog } from '../../../src/evidence/evidenceLog.ts';
import { verifyFolder } from '../../../src/evidence/verify.ts';
import type { Code } from '../../../src/lib/catalog/index.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import type { Log } from '../../../src/system/log.ts';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

function open(dir: string, checkpoint_entries = 100, checkpoint_seconds = 60) {
  const events: Code[] = [];
  const log: Log = { event: (code) => events.push(code), error() {}, debug() {} };
  const config = { checkpoint_entries, checkpoint_seconds };
  const evidence = new EvidenceLog({
    dir,
    origin: 'tellersight/s/t1',
    key: privateKey,
    log,
    clock: systemClock,
    config,
  });
  return { evidence, events };
}

t.test('entries and checkpoints survive a restart', async (t) => {
  const dir = join(t.testdir(), 'evidence');
  const first = open(dir, 3).evidence;
  await first.start();
  // All at once: the order of the calls is the order in the file.
  const appended = await Promise.all(Array.from({ length: 7 }, (_, i) => first.append('decision', `body ${i}`)));
  t.same(
    appended.map(({ index }) => index),
    [0, 1, 2, 3, 4, 5, 6],
  );
  t.equal(first.latestCheckpoint()?.size, 6, 'a checkpoint after every third entry');
  await first.stop();
  t.equal(first.latestCheckpoint()?.size, 7, 'and one at stop');
  await first.stop();

  const second = open(dir, 3).evidence;
  await second.start();
  t.equal((await second.append('payout', 'line\nwith "quotes" and 中文')).index, 7);
  await second.stop();
  t.match(await verifyFolder(dir, publicKey), { ok: true, entries: 8, covered: 8 });
  const bodies = readFileSync(join(dir, 'entries.jsonl'), 'utf8').trimEnd().split('\n');
  t.equal(JSON.parse(bodies[7]!).body, 'line\nwith "quotes" and 中文');
});

t.test('a checkpoint follows by time when entries are few', async (t) => {
  const { evidence } = open(join(t.testdir(), 'evidence'), 100, 1);
  await evidence.start();
  const seen = new Promise<number>((resolve) => evidence.onCheckpoint(({ size }) => resolve(size)));
  await evidence.append('decision', 'x');
  // The log's own timer does not hold a process open; in the daemon the sockets do.
  const hold = setInterval(() => {}, 1000);
  t.equal(await seen, 1);
  clearInterval(hold);
  await evidence.stop();
});

t.test('an entry cut short by a power failure is set aside, and only that one', async (t) => {
  const dir = join(t.testdir(), 'evidence');
  const before = open(dir).evidence;
  await before.start();
  for (const body of ['a', 'b', 'c']) await before.append('decision', body);
  await before.stop();
  const torn = '{"index":3,"kind":"decision","ts":"2026-11-2';
  for (const tail of [torn, `${torn}\0\0\0\n`]) {
    appendFileSync(join(dir, 'entries.jsonl'), tail);
    const { evidence, events } = open(dir);
    await evidence.start();
    t.equal(evidence.size, 3);
    t.ok(events.includes('EVIDENCE_TORN'), 'and says so');
    await evidence.stop();
    const aside = readdirSync(dir).filter((name) => name.startsWith('torn-3-'));
    t.equal(readFileSync(join(dir, aside[0]!), 'latin1'), tail.replace('\n', ''), 'nothing is thrown away');
  }
  t.match(await verifyFolder(dir, publicKey), { ok: true, entries: 3 });
});

t.test('anything that no power cut can do stops the daemon', async (t) => {
  const damages: Record<string, (dir: string) => void> = {
    'a changed entry': (dir) => {
      const path = join(dir, 'entries.jsonl');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"body":"b"', '"body":"B"'));
    },
    'a shortened log': (dir) => truncateSync(join(dir, 'entries.jsonl'), 80),
    'a changed checkpoint': (dir) => {
      const path = join(dir, 'checkpoint');
      writeFileSync(path, readFileSync(path, 'utf8').replace('\n3\n', '\n2\n'));
    },
    'rubbish in the middle': (dir) => {
      const path = join(dir, 'entries.jsonl');
      const [one, ...rest] = readFileSync(path, 'utf8').split('\n');
      writeFileSync(path, [one, 'rubbish', ...rest].join('\n'));
    },
  };
  for (const [what, damage] of Object.entries(damages)) {
    const dir = join(t.testdir(), what.replaceAll(' ', '-'));
    const before = open(dir).evidence;
    await before.start();
    for (const body of ['a', 'b', 'c']) await before.append('decision', body);
    await before.stop();
    damage(dir);
    const { evidence } = open(dir);
    await t.rejects(evidence.start(), { code: 'EVIDENCE_DAMAGED' }, what);
    await t.rejects(evidence.append('decision', 'd'), { code: 'EVIDENCE_UNWRITABLE' }, 'and nothing can be appended');
  }
});

t.test('killed in the middle of appending: every acknowledged entry is there', async (t) => {
  const dir = join(t.testdir(), 'evidence');
  const keyFile = join(t.testdir({}), 'key.jwk');
  writeFileSync(keyFile, JSON.stringify(privateKey.export({ format: 'jwk' })));
  for (let round = 0; round < 3; round++) {
    const child = spawn(process.execPath, [join(import.meta.dirname, 'appendForever.ts'), dir, keyFile]);
    const acknowledged = await readUntil(child, 40);
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { evidence } = open(dir);
    await evidence.start();
    t.ok(evidence.size > acknowledged, `${acknowledged + 1} acknowledged, ${evidence.size} there`);
    await evidence.stop();
    t.match(await verifyFolder(dir, createPublicKey(privateKey)), { ok: true });
  }
});

/** Resolves with the last index that `child` printed as acknowledged, after at least `count` lines. */
async function readUntil(child: ChildProcess, count: number): Promise<number> {
  let last = -1;
  let lines = 0;
  for await (const line of createInterface({ input: child.stdout! })) {
    last = Number(line);
    if (++lines >= count) break;
  }
  if (lines < count) throw new Error(`the child ended after ${lines} lines`);
  return last;
}
