import { readdirSync, readFileSync } from 'node:fs';
import { Board } from '../../src/simulator/demo/board.ts';
import { enrol } from '../../src/simulator/demo/enrol.ts';
import { Pack } from '../../src/vision/pack/pack.ts';
import { rssMb } from './processFacts.ts';
import type { Row } from './statistics.ts';
import { row } from './statistics.ts';

function childrenOf(pid: number): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((name) => {
      try {
        return readFileSync(`/proc/${name}/status`, 'utf8').includes(`\nPPid:\t${pid}\n`);
      } catch {
        return false;
      }
    })
    .map(Number);
}

/** Time to READY and to a board that can serve, whole withdrawals, and the memory of both processes after them. */
export async function benchDaemon(starts: number, withdrawals: number): Promise<Row[]> {
  const pack = await Pack.load('default', undefined);
  const { embedderSha256 } = pack.identity;
  const face = { identity: 11, embedding: await enrol(pack, 11) };
  await pack.release();
  const board = new Board({ embedderSha256 });
  const ready: number[] = [];
  const serving: number[] = [];
  const whole: number[] = [];
  const tellerMb: number[] = [];
  const visionMb: number[] = [];
  try {
    await board.start();
    for (let i = 0; i < starts; i++) {
      // Stopped, not killed: only a process that ends keeps its compiled code for the next start.
      if (i > 0) await board.stopDaemon();
      const times = await board.startDaemon();
      ready.push(times.readyMs);
      serving.push(times.servingMs);
    }
    await board.putIntoService();
    await board.show({ kind: 'live', identity: 11, seed: 901 });
    for (let i = 0; i < withdrawals; i++) {
      const begun = performance.now();
      await board.withdraw(board.newCustomer(face, { amountMinor: 10_000 }));
      whole.push(performance.now() - begun);
      const pid = board.daemonPid!;
      tellerMb.push(rssMb(pid));
      for (const child of childrenOf(pid)) visionMb.push(rssMb(child));
    }
  } finally {
    await board.stop();
  }
  return [
    row('start to READY', 'ms', ready),
    row('start to cameras and dispenser online', 'ms', serving),
    row('one withdrawal, 1 note (simulated customer, bank, dispenser)', 'ms', whole),
    row('resident memory of the teller', 'MB', tellerMb),
    row('resident memory of vision', 'MB', visionMb),
  ];
}
