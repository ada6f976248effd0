import { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { openJournalReadOnly } from '../../src/journal/database.ts';
import { type DiskFault, FaultDisk } from './disk.ts';
import { found, live, operations, read, transactions, withJournal, write } from './diskLife.ts';

const disk = FaultDisk.load();
const image = withJournal(disk);
const all = Array.from({ length: transactions }, (_, i) => i + 1);

const faults = (at: number): DiskFault[] =>
  (['eio', 'full'] as const).flatMap((kind) =>
    ([1, 2, 'forever'] as const).map((times): DiskFault => ({ kind, at, times })),
  );

t.test('a failing or full disk at every operation: what threw is not there, and the connection goes on', async (t) => {
  const wrong: string[] = [];
  const errors = new Set<string>();
  for (const fault of operations(disk, image).flatMap(faults)) {
    disk.restore(image);
    const db = disk.open();
    disk.arm(fault);
    const committed: number[] = [];
    for (const i of all) {
      try {
        write(db, i);
        committed.push(i);
      } catch (error) {
        errors.add(`${fault.kind} ${(error as { errcode: number }).errcode}`);
      }
    }
    const where = `${JSON.stringify(fault)} ${disk.fired}`;
    disk.disarm();
    try {
      // The same connection, not opened again.
      if (`${read(db)}` !== `${committed}`) wrong.push(`${where}: ${read(db)} there, ${committed} told`);
      write(db, transactions + 1);
      db.close();
      if (`${found(disk)}` !== `${[...committed, transactions + 1]}`) wrong.push(`${where}: ${found(disk)} at the end`);
    } catch (error) {
      wrong.push(`${where}: ${(error as Error).message}`);
    }
  }
  t.same(wrong, []);
  // SQLITE_IOERR_WRITE, SQLITE_IOERR_FSYNC, SQLITE_FULL
  t.same([...errors].sort(), ['eio 1034', 'eio 778', 'full 13']);
});

t.test('a COMMIT that threw may be there after a death, whole; one that returned is there', async (t) => {
  let there = 0;
  const wrong: string[] = [];
  for (const fault of operations(disk, image).flatMap(faults)) {
    for (const seed of [null, 0, 1, 2, 3]) {
      const { committed, failed } = live(disk, image, { fault, close: seed === 1 || seed === 2 });
      const where = `${JSON.stringify(fault)} ${disk.fired}, ${seed === null ? 'killed' : `power cut ${seed}`}`;
      if (seed === null) disk.revive();
      else disk.powerLoss(seed);
      const now = found(disk);
      const extra = now.filter((i) => !committed.includes(i));
      if (committed.some((i) => !now.includes(i))) wrong.push(`${where}: ${now} left of ${committed}`);
      // Only frames that no later transaction wrote over.
      if (extra.length > 1 || (extra.length === 1 && !failed.includes(extra[0]!)))
        wrong.push(`${where}: ${extra} extra`);
      there += extra.length;
    }
  }
  t.same(wrong, []);
  t.ok(there > 0, `${there} commits whose fsync failed and that are there all the same`);
});

t.test('a failed fsync does not write what it was asked for, nor does a later one', async (t) => {
  disk.restore(image);
  const db = disk.open();
  db.exec('PRAGMA synchronous = NORMAL'); // a commit syncs nothing, a checkpoint does
  write(db, 1);
  disk.arm({ kind: 'eio', at: disk.ops + 1, times: 1 });
  t.throws(() => db.exec('PRAGMA wal_checkpoint'), /disk I\/O error/);
  t.same(read(db), [1], 'the cache still has it');
  db.exec('PRAGMA synchronous = FULL');
  write(db, 2);
  disk.powerLoss(0);
  t.same(found(disk), [], 'Linux took the pages for clean: the frames before those of 2 never came to the disk');
});

t.test('two connections at once: snapshots, locks, a checkpoint beside a reader', async (t) => {
  disk.restore(image);
  const writer = disk.open();
  const reader = openJournalReadOnly(FaultDisk.uri());
  const other = disk.open();
  reader.exec('BEGIN');
  t.same(read(reader), []);
  write(writer, 1);
  t.same(read(reader), [], 'a snapshot');
  t.same(read(other), [1]);
  const checkpoint = writer.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()!;
  t.equal(checkpoint.busy, 1, 'the reader needs the log');
  t.same(read(reader), []);
  reader.exec('COMMIT');
  t.same(read(reader), [1]);
  writer.exec('BEGIN IMMEDIATE');
  const begun = performance.now();
  t.throws(() => other.exec('BEGIN IMMEDIATE'), /database is locked/);
  t.ok(performance.now() - begun < 1000, 'busy_timeout passes in virtual time');
  writer.exec('COMMIT');
  write(other, 2);
  t.same(
    [read(writer), read(reader)],
    [
      [1, 2],
      [1, 2],
    ],
  );
  writer.close();
  write(other, 3);
  t.same(read(reader), [1, 2, 3], 'one that closes leaves the log to the others');
  other.exec('BEGIN IMMEDIATE');
  disk.revive(); // killed, both of them
  t.same(found(disk), [1, 2, 3], 'locks die with their process');
  other.close();
  reader.close();
  t.same(found(disk), [1, 2, 3]);
});

t.test('the locks of a database without WAL', async (t) => {
  disk.restore(image);
  const open = () => new DatabaseSync(FaultDisk.uri('plain'));
  const writer = open();
  const reader = open();
  writer.exec('CREATE TABLE a (n); INSERT INTO a VALUES (1); BEGIN IMMEDIATE; INSERT INTO a VALUES (2)');
  const count = () => reader.prepare('SELECT count(*) AS n FROM a').get()!.n;
  t.equal(count(), 1, 'a reserved lock lets readers in');
  t.throws(() => reader.exec('BEGIN IMMEDIATE'), /database is locked/);
  reader.exec('BEGIN');
  count();
  t.throws(() => writer.exec('COMMIT'), /database is locked/, 'the reader is in the way');
  reader.exec('COMMIT');
  t.throws(count, /database is locked/, 'pending: no new readers');
  writer.exec('COMMIT');
  t.equal(count(), 2);
  writer.close();
  reader.close();
});

t.test('wrong commands are refused, and a temporary file is no disk', async (t) => {
  disk.restore(image);
  t.throws(() => disk.arm({ kind: 'lying-sync' as 'eio', at: 1, times: 1 }), /no such kind of fault/);
  t.throws(() => disk.restore(99), /no such snapshot/);
  t.throws(() => new DatabaseSync(FaultDisk.uri('none'), { readOnly: true }).exec('SELECT 1'), /unable to open/);
  const db = disk.open();
  const { ops } = disk;
  db.exec('PRAGMA temp_store = FILE; PRAGMA cache_size = 2; CREATE TEMP TABLE big (n, text)');
  const insert = db.prepare('INSERT INTO big VALUES (?, ?)');
  for (let i = 0; i < 2000; i++) insert.run(i, 'x'.repeat(1000));
  t.equal(db.prepare('SELECT count(*) AS n FROM big').get()!.n, 2000);
  t.equal(disk.ops, ops);
  db.close();
});
