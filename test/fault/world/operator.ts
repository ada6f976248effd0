import { readLock } from '../../../src/journal/dispenserLock.ts';
import { isTellersightError } from '../../../src/lib/errors.ts';
import type { World } from './world.ts';

/** Longer than any device delays an answer. */
const patienceMs = 200_000;

/**
 * An operator comes: waits until nothing moves, takes out what is stuck, counts, and signs exactly what left. Does
 * nothing while the dispenser is not locked.
 *
 * @returns false when the daemon would not take it
 */
export async function operator(world: World): Promise<boolean> {
  let life = await world.upLife();
  if (readLock(life.db) === null) return true;
  await quiet(world);
  const { machine } = world.plant;
  machine.clear();
  machine.trayPresent = true;
  world.plant.powerOn();
  world.cable.plug();
  await quiet(world);
  life = await world.upLife();
  try {
    if (readLock(life.db) === null) return true;
    const countedNotes = openNotes(world).slice(0, world.schedule.setup.values.length);
    world.trace?.('operator', `signs that ${countedNotes.join('/')} notes left`);
    life.engine.reconcile({ operator: 'local-operator', countedNotes, statement: 'counted' });
    world.coverage.count('operator', 'reconciled');
    return true;
  } catch (error) {
    if (!life.alive) return false;
    if (!isTellersightError(error)) world.strange('reconcile', error);
    else world.coverage.count('operator', `refused: ${error.code}`);
    return false;
  }
}

/** No note moves, no answer is still to come, no byte is on its way. */
export async function quiet(world: World): Promise<void> {
  const { plant, cable, time } = world;
  const until = time.nowMs + patienceMs;
  for (let calm = 0; calm < 3 && time.nowMs < until; ) {
    calm = plant.device.busy || plant.machine.moving || !cable.quiet ? 0 : calm + 1;
    await world.wait(500);
  }
}

/** Notes that left for the payouts whose outcome is uncertain. */
function openNotes(world: World): number[] {
  const open = new Set<string>();
  const rows = world.life!.db.prepare(
    "SELECT payout_id, step FROM payout_steps WHERE state IN ('unknown', 'suspect') GROUP BY payout_id",
  );
  for (const row of rows.all()) open.add(String(row.payout_id));
  const notes = [0, 0, 0, 0];
  for (const id of open) for (const [i, count] of world.truth.exitedFor(id).entries()) notes[i]! += count;
  return notes;
}
