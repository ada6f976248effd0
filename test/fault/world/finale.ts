import { forgetDeviceCounts } from '../../../src/journal/deviceCounts.ts';
import { readLock, readLocks } from '../../../src/journal/dispenserLock.ts';
import { checkAtRest, checkCounters, checkJournal } from '../check/finalChecks.ts';
import type { Client } from './client.ts';
import { operator, quiet } from './operator.ts';
import type { World } from './world.ts';

/** Enough of every note, and more than any device may believe to have. */
const refill = 600;
const lastPayout = { id: 1_000_000, notes: 3 };
/** The longest time until the daemon tries the line again. */
const reopenMs = 5000;

/**
 * After the schedule: faults end, a last life starts and is left alone for a while, everything it says is held against
 * the truth; then an operator reconciles, and one more payout must work.
 */
export async function finale(world: World, client: Client): Promise<void> {
  world.phases.calm();
  world.trace?.('END', 'no more faults');
  await quiet(world);
  const before = await world.upLife();
  // Now and then the daemon has to come to rest without a restart.
  if (world.dice.chance(0.5)) before.kill('time');
  await world.upLife();
  await world.wait(world.config.poll_interval_s * 1200 + 5000);
  await quiet(world);
  const life = await world.upLife();
  checkAtRest(world, life);
  const asked = [...client.requests];
  if (asked.length > 0) client.look(life, world.dice.pick(asked));

  for (let round = 1; ; round++) {
    const taken = await operator(world);
    const lock = readLock(life.db);
    if (!taken || lock !== null) {
      world.violate('usable', `still locked after a reconciliation: ${lock?.code}, ${lock?.reason}`);
      return;
    }
    const failed = await payNormally(world, client, round);
    if (failed === null) break;
    // Some devices tell that they lost their power only when they are asked for notes: that locks once more.
    if (round === 1 && readLocks(life.db).some(({ code }) => code === 'DISPENSER_RESET')) continue;
    // Late copies can leave host and device out of step: the question that fails puts them in step again, nothing was paid.
    if (round === 1 && failed === 'DISPENSER_PROTOCOL') continue;
    // The operator has just put the plug in again, and the daemon has yet to try the line.
    if (round === 1 && failed === 'DISPENSER_OFFLINE') {
      await world.wait(reopenMs);
      continue;
    }
    // Some devices may keep an error that is no longer true: the technician does what the refusal's text asks for.
    if (round === 1 && failed === 'DISPENSER_NOT_READY' && staleTray(world)) {
      await offAndOn(world);
      continue;
    }
    world.violate('usable', `a normal payout after the reconciliation gives ${failed}`);
    break;
  }
  checkJournal(world, life, client.requests);
  checkCounters(world, life);
  await life.stop();
}

/** The device says that its reject tray is missing (Puloon: 26), and it is not. */
function staleTray({ plant }: World): boolean {
  return plant.machine.trayPresent && plant.device.lastError === '26';
}

async function offAndOn(world: World): Promise<void> {
  world.trace?.('operator', 'switches the device off and on');
  world.coverage.count('operator', 'switched the device off and on');
  world.plant.powerOff(1000);
  await world.wait(2000);
  await quiet(world);
}

/** @returns what went wrong, in a word; null when nothing did */
async function payNormally(world: World, client: Client, round: number): Promise<string | null> {
  const { machine } = world.plant;
  machine.clear();
  for (const cassette of machine.cassettes.keys()) {
    machine.load(cassette, Math.max(refill, machine.cassettes[cassette]!));
  }
  // As `tellersight dispenser load` does: what the device counted before the refill is no measure any more.
  forgetDeviceCounts((await world.upLife()).db);
  const answer = await client.pay(lastPayout.id + round, lastPayout.notes);
  if (answer.kind === 'none') return 'nothing';
  if (answer.kind === 'refused') return answer.code === 'VELOCITY_LIMIT' ? null : answer.code;
  return answer.result.outcome === 'dispensed' ? null : answer.result.outcome;
}
