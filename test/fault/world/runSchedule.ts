import type { Violation } from '../check/violation.ts';
import type { Schedule } from '../draw/schedule.ts';
import type { Coverage } from '../report/coverage.ts';
import { Client } from './client.ts';
import { drainMicrotasks } from './drainMicrotasks.ts';
import { finale } from './finale.ts';
import type { Parts } from './life.ts';
import { sealed } from './sealed.ts';
import { World } from './world.ts';

export interface RunOptions {
  readonly coverage: Coverage;
  readonly parts?: Partial<Parts>;
  readonly trace?: (atMs: number, who: string, what: string) => void;
}

export interface SeedResult {
  readonly violations: readonly Violation[];
  readonly events: number;
  readonly virtualMs: number;
}

/** No schedule of ours needs a tenth of it: more is a loop without end. */
const maxEvents = 300_000;

/** Lives through one schedule, from the first boot to the last check, before it returns. Nothing of it is left over. */
export function runSchedule(schedule: Schedule, options: RunOptions): SeedResult {
  const world = new World({
    schedule,
    coverage: options.coverage,
    parts: options.parts ?? {},
    trace: options.trace ?? null,
  });
  const onUnhandled = (error: unknown) => world.strange('unhandled', error);
  process.on('unhandledRejection', onUnhandled);
  const leaks = sealed(schedule.seed, world.time, () => {
    const client = new Client(world);
    let over = false;
    const story = async () => {
      try {
        world.boot(true);
        await client.run();
        await finale(world, client);
      } catch (error) {
        world.strange('schedule', error);
      }
      over = true;
    };
    void story();
    drainMicrotasks();
    while (!over) {
      if (!world.time.step()) {
        world.violate('settles', 'nothing is due any more, and somebody still waits');
        break;
      }
      drainMicrotasks();
      if (world.time.events > maxEvents) {
        world.violate('settles', `no end after ${maxEvents} events`);
        break;
      }
    }
    world.end();
  });
  process.off('unhandledRejection', onUnhandled);
  for (const leak of leaks) world.violate('sealed', leak);
  return { violations: world.violations, events: world.time.events, virtualMs: world.time.nowMs };
}
