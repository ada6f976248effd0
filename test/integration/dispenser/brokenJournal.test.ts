import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import t from 'tap';
import { openJournal } from '../../../src/journal/database.ts';
import { engineOn, patient, request, startSimulator, tempDir } from './bench.ts';

const dir = tempDir(t);
const simulator = await startSimulator(t, dir);
const out = () => simulator.counted().exited[0];

t.test('disk full: nothing is paid, nothing is lost, and it goes on when there is space', async (t) => {
  const disk = fullDisk(join(dir, 'disk'));
  t.teardown(disk.remove);
  const { engine, db } = engineOn(simulator.paths.link, join(disk.path, 'journal.sqlite'), patient);
  await engine.start();
  t.match(await engine.dispense(request(10_000, 'FIRST')), { outcome: 'dispensed' });
  const before = out();
  disk.fill(db);
  await t.rejects(engine.dispense(request(10_000, 'SECOND')), { code: 'JOURNAL_UNWRITABLE' });
  await t.rejects(engine.dispense(request(10_000, 'THIRD')), { code: 'JOURNAL_UNWRITABLE' });
  t.equal(out(), before, 'not a note moved');
  t.match(
    await engine.dispense(request(10_000, 'FIRST')),
    { outcome: 'dispensed' },
    'what was recorded is still there',
  );
  disk.free(db);
  t.match(await engine.dispense(request(10_000, 'FOURTH')), { outcome: 'dispensed' });
  t.equal(out(), before + 1);
  await engine.stop();
  db.close();
});

t.test('the journal fails at each point of a payout', async (t) => {
  // Points at which the connection turns read-only: [name, state whose writing fails first, notes that leave]
  const points = [
    ['before intent', 'intent', 0],
    ['before sent', 'sent', 0],
    ['after the notes left', 'dispensed', 1],
  ] as const;
  for (const [name, state, notes] of points) {
    const path = join(dir, `${state}.sqlite`);
    const { engine, db } = engineOn(simulator.paths.link, failing(openJournal(path), state), patient);
    await engine.start();
    const before = out();
    const asked = request(10_000, `FAIL${state}`);
    if (notes === 0) await t.rejects(engine.dispense(asked), { code: 'JOURNAL_UNWRITABLE' }, name);
    else {
      t.match(await engine.dispense(asked), { locked: true, code: 'JOURNAL_UNWRITABLE' }, name);
      t.match(engine.status().lock, { code: 'JOURNAL_UNWRITABLE' });
    }
    t.equal(out(), before + notes, `${name}: notes`);
    await t.rejects(
      engine.dispense(request(10_000)),
      { code: 'JOURNAL_UNWRITABLE' },
      `${name}: nothing further is paid`,
    );
    t.equal(out(), before + notes);
    await engine.stop();
    db.close();

    // The process ends there; the next one finds what the disk has.
    const next = engineOn(simulator.paths.link, path, patient);
    await next.engine.start();
    const found = next.engine.presentStatus(asked.dispenseId);
    if (state === 'intent') t.equal(found, null, 'never begun: the token may be used again');
    else if (state === 'sent') t.match(found, { outcome: 'notExecuted', dispensedMinor: 0 }, 'no byte without "sent"');
    else t.match(found, { outcome: 'unknown', dispensedMinor: null }, `${name}: begun and without a result`);
    t.equal(next.engine.status().lock !== null, state === 'dispensed');
    await next.engine.stop();
    next.db.close();
  }
});

/** The connection cannot write any more from the moment on at which `state` would be written. */
function failing(db: DatabaseSync, state: string): DatabaseSync {
  db.exec(`CREATE TEMP TRIGGER broken BEFORE INSERT ON main.payout_states WHEN NEW.state = '${state}'
           BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END;
           CREATE TEMP TRIGGER broken_too BEFORE INSERT ON main.payout_states WHEN NEW.state = 'notExecuted'
           BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END;`);
  return db;
}

/** A small file system that really fills up where mounting is allowed (root), else a connection that refuses to write. */
function fullDisk(path: string) {
  mkdirSync(path);
  const filler = join(path, 'filler');
  const mounted = tryRun('mount', '-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path);
  return {
    path,
    fill(db: DatabaseSync): void {
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      if (!mounted) db.exec('PRAGMA query_only = 1');
      else {
        try {
          writeFileSync(filler, Buffer.alloc(2 ** 20));
        } catch {
          // ENOSPC is the purpose: what fitted fills the disk
        }
      }
    },
    free(db: DatabaseSync): void {
      if (mounted) rmSync(filler);
      else db.exec('PRAGMA query_only = 0');
    },
    remove(): void {
      if (mounted) tryRun('umount', '-l', path);
    },
  };
}

function tryRun(program: string, ...args: string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
