import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { openJournal } from '../../../src/journal/database.ts';
import { engineOn, eventually, patient, request, startSimulator, tempDir } from './bench.ts';

const child = fileURLToPath(new URL('./payoutChild.ts', import.meta.url));
const dir = tempDir(t);
const simulator = await startSimulator(t, dir, { noteMs: 20, settings: { repeatMs: '100' } });
const journal = join(dir, 'journal.sqlite');
const authorised = 120_000; // 12 notes in 3 commands

// The times spread the kills over start, each command and the end; which step is hit differs from run to run, and what
// is asserted holds for all of them.
let locks = 0;
for (const [round, ms] of [0, 15, 40, 90, 160, 300, 600, 1200].entries()) {
  await t.test(`killed ${ms} ms into a payout`, async (t) => {
    const before = simulator.counted().exited[0];
    const id = `KILL${round}`;
    await killAfter(ms, id);
    // Idle three times in a row: bytes of the killed process may still lie in the line when it is asked first.
    for (let idle = 0, tries = 0; idle < 3 && tries < 500; tries++) {
      const { busy } = await simulator.control({ status: true });
      idle = busy ? 0 : idle + 1;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const paid = (simulator.counted().exited[0] - before) * 10_000;
    t.ok(paid <= authorised, `${paid} paid, ${authorised} authorised`);

    const { engine, driver, db } = engineOn(simulator.paths.link, journal, patient);
    await engine.start();
    await eventually('the line', () => driver.connected);
    const present = engine.presentStatus(id);
    const { lock } = engine.status();
    if (present === null) t.equal(paid, 0, 'not in the journal: nothing was paid');
    else {
      // The same token again: the recorded result, known or unknown, and no note.
      const result = await engine.dispense(request(authorised, id));
      t.equal(result.dispensedMinor, present.dispensedMinor);
      if (result.dispensedMinor !== null) t.equal(result.dispensedMinor, paid, 'what is said is what was counted');
      else t.equal(lock?.payoutId, `payout_${id}`, 'uncertain: locked');
    }
    if (lock) {
      locks += 1;
      await t.rejects(engine.dispense(request()), { code: 'DISPENSER_LOCKED' });
      engine.reconcile({ operator: 'local-operator', countedMinor: paid, statement: 'counted after a kill' });
    }
    t.equal((simulator.counted().exited[0] - before) * 10_000, paid, 'no note after the restart');
    await engine.stop();
    db.close();
  });
}

t.test('at least one of the kills hit a payout in flight, and the journal is whole', (t) => {
  t.ok(locks > 0);
  t.equal(openJournal(journal).prepare('PRAGMA integrity_check').get()!.integrity_check, 'ok');
  t.end();
});

/** Starts a payout in a process of its own and kills it; resolves when it is gone. */
async function killAfter(ms: number, id: string): Promise<void> {
  const args = [child, simulator.paths.link, journal, id, String(authorised)];
  const payer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(payer, 'exit');
  await once(createInterface({ input: payer.stdout }), 'line');
  await new Promise((resolve) => setTimeout(resolve, ms));
  payer.kill('SIGKILL');
  await gone;
}
