import t from 'tap';
import { transaction } from '../../src/journal/database.ts';
import { FaultDisk } from './disk.ts';
import { found, type LifeOptions, live, operations, read, transactions, withJournal, write } from './diskLife.ts';

const disk = FaultDisk.load();
const empty = disk.snapshot();
const image = withJournal(disk);
const all = Array.from({ length: transactions }, (_, i) => i + 1);

/** What a death must leave: everything that was told as committed, and of what was under way all or nothing. */
function violation(committed: readonly number[], there: readonly number[]): string | null {
  const missing = committed.filter((i) => !there.includes(i));
  const extra = there.filter((i) => !committed.includes(i));
  if (missing.length > 0) return `${missing} committed and lost`;
  return extra.length === 0 || (extra.length === 1 && extra[0] === committed.length + 1)
    ? null
    : `${extra} from nowhere`;
}

/** The life with this fault, then `after`; what is wrong with what the next process finds. */
function trial(options: LifeOptions, after: () => void): string | null {
  const { committed } = live(disk, image, options);
  const where = disk.fired;
  after();
  try {
    const wrong = violation(committed, found(disk));
    return wrong && `${where}: ${wrong}`;
  } catch (error) {
    return `${where}: ${(error as Error).message}`;
  }
}

t.test('what was committed is there after a kill, what was not is not', async (t) => {
  disk.restore(image);
  const db = disk.open();
  write(db, 1);
  db.exec("BEGIN IMMEDIATE; INSERT INTO outbox_meta VALUES ('2:0', '')");
  t.notOk(disk.dead);
  disk.arm({ kind: 'kill-before', at: disk.ops + 1 });
  t.throws(() => db.exec('COMMIT'), /disk I\/O error/);
  t.ok(disk.dead);
  t.match(disk.fired, /^write \/journal-wal, 24 bytes at \d+$/);
  t.throws(() => read(db), 'a dead connection reads nothing');
  t.throws(() => disk.open(), 'nor does a dead process open anything');
  disk.revive();
  t.same(found(disk), [1]);
  t.throws(() => read(db), 'it stays dead when there is a new process');
  db.close();
  t.same(found(disk), [1]);
});

t.test('killed at every operation: the transaction is there or it is not, and the file is sound', async (t) => {
  for (const pragmas of ['', 'PRAGMA journal_mode = DELETE', 'PRAGMA journal_mode = TRUNCATE']) {
    const wrong: (string | null)[] = [];
    for (const at of operations(disk, image, { pragmas })) {
      for (const kind of ['kill-before', 'kill-after'] as const) {
        wrong.push(trial({ fault: { kind, at }, pragmas }, () => disk.revive()));
      }
      for (const bytes of [0, 1, 23, 100, 512, 4095]) {
        wrong.push(trial({ fault: { kind: 'torn', at, bytes }, pragmas }, () => disk.revive()));
      }
    }
    t.same(
      wrong.filter((text) => text !== null),
      [],
      `${wrong.length} deaths ${pragmas}`,
    );
  }
});

t.test('closing a killed connection, before or after the next process, changes nothing', async (t) => {
  const changed: number[] = [];
  for (const at of operations(disk, image)) {
    disk.restore(image);
    const db = disk.open();
    disk.arm({ kind: 'kill-before', at });
    try {
      for (const i of all) write(db, i);
    } catch {}
    if (!disk.dead) continue; // an operation of the end
    const ops = disk.ops;
    if (at % 2) db.close();
    disk.revive();
    const there = found(disk);
    if (!(at % 2)) db.close();
    if (ops !== at || `${found(disk)}` !== `${there}`) changed.push(at);
  }
  t.same(changed, []);
});

/** Power cuts at every operation: how many left all, lost some, left no sound file. */
function cuts(pragmas: string, seeds: number) {
  const count = { kept: 0, lost: 0, damaged: 0 };
  for (const at of operations(disk, image, { pragmas, close: false })) {
    for (let seed = 0; seed < seeds; seed++) {
      const kind = seed % 2 ? 'kill-after' : 'kill-before';
      const wrong = trial({ fault: { kind, at }, pragmas, close: false }, () => disk.powerLoss(seed));
      count[wrong === null ? 'kept' : /lost$/.test(wrong) ? 'lost' : 'damaged'] += 1;
    }
  }
  return count;
}

t.test('power lost at every operation: whatever was told as committed is there (synchronous = FULL)', async (t) => {
  t.match(cuts('', 16), { lost: 0, damaged: 0 });
});

t.test('the same with less syncing loses as much as SQLite says it may: the model is no illusion', async (t) => {
  const normal = cuts('PRAGMA synchronous = NORMAL', 6);
  t.ok(normal.lost > 0, 'WAL and NORMAL: commits are lost');
  t.equal(normal.damaged, 0, 'but nothing is damaged');
  const off = cuts('PRAGMA synchronous = OFF', 6);
  t.ok(off.lost > 0 && off.damaged > 0, 'OFF: commits are lost and files damaged');
  const rollback = cuts('PRAGMA journal_mode = DELETE', 6);
  t.ok(rollback.lost > 0, 'DELETE and FULL: the deletion of the journal is not synced and may be undone');
  t.equal(rollback.damaged, 0);
  t.match(cuts('PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA', 6), { lost: 0, damaged: 0 });
});

t.test('power lost while the journal is made: the next start makes it', async (t) => {
  disk.restore(empty);
  disk.open().close();
  const last = disk.ops;
  for (let at = 1; at <= last; at++) {
    for (let seed = 0; seed < 6; seed++) {
      disk.restore(empty);
      disk.arm({ kind: 'kill-before', at });
      try {
        disk.open().close();
      } catch {}
      disk.powerLoss(seed);
      disk.open().close();
    }
  }
  t.pass(`${last} operations`);
});

t.test('a power cut takes all, nothing or anything in between, the same for the same seed', async (t) => {
  const outcomes = new Map<string, number>();
  const cut = (seed: number) => {
    live(disk, image, { pragmas: 'PRAGMA synchronous = OFF; PRAGMA wal_autocheckpoint = 0', close: false });
    disk.powerLoss(seed);
    return `${found(disk)}`;
  };
  for (let seed = 0; seed < 200; seed++) {
    const outcome = cut(seed);
    if (seed % 20 === 0) t.equal(cut(seed), outcome);
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  t.equal(cut(0), '', 'seed 0: nothing unsynced');
  for (const outcome of ['', '1', `${all}`]) t.ok(outcomes.get(outcome)! > 5, `transactions ${outcome}`);
});

t.test('speed', async (t) => {
  const begun = performance.now();
  let cycles = 0;
  for (; performance.now() - begun < 1000; cycles++) {
    disk.restore(image);
    const db = disk.open();
    const insert = db.prepare('INSERT INTO outbox_meta VALUES (?, ?)');
    for (let i = 0; i < 20; i++) transaction(db, () => insert.run(`${i}`, 'x'.repeat(100)));
    db.close();
  }
  t.comment(`${Math.round(cycles / ((performance.now() - begun) / 1000))} cycles of 20 commits per second`);
  t.pass();
});
