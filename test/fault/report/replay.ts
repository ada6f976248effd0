import { faultDialects } from '../dialects/dialects.ts';
import { drawSchedule } from '../draw/drawSchedule.ts';
import { faultName, type Schedule } from '../draw/schedule.ts';
import { type RunOptions, runSchedule } from '../world/runSchedule.ts';
import { Coverage } from './coverage.ts';
import { minimise } from './minimise.ts';

export interface ReplayOptions {
  readonly dialects: readonly string[];
  /** Prints everything that happens. */
  readonly trace: boolean;
  /** Leaves out what the first violation does not need. */
  readonly minimise: boolean;
}

/** @returns true when the seed has no violation */
export function replay(seed: number, options: ReplayOptions): boolean {
  const drawn = drawSchedule(seed, options.dialects);
  const schedule = options.minimise ? minimise(drawn) : drawn;
  printSchedule(schedule);
  const trace: RunOptions['trace'] = (atMs, who, what) => {
    console.log(`${(atMs / 1000).toFixed(4).padStart(11)} ${who.padEnd(9)} ${what}`);
  };
  const { violations } = runSchedule(schedule, { coverage: new Coverage(), ...(options.trace ? { trace } : {}) });
  for (const { invariant, message, payoutId } of violations) {
    console.log(`VIOLATION ${invariant}: ${payoutId === null ? '' : `${payoutId}: `}${message}`);
  }
  if (violations.length === 0) console.log(`seed ${seed}: all invariants hold`);
  return violations.length === 0;
}

/** The seed alone says which wire protocol it is for only among the same ones. */
export function replayCommand(seed: number, dialects: readonly string[]): string {
  const all = Object.keys(faultDialects);
  const named = dialects.length === all.length ? '' : dialects.map((name) => ` --dialect ${name}`).join('');
  return `npm run fault -- --seed ${seed}${named} --trace`;
}

function printSchedule({ seed, dialect, class: seedClass, setup, client, faults }: Schedule): void {
  console.log(`seed ${seed}: ${dialect}, ${seedClass}`);
  console.log(`  board    ${JSON.stringify(setup)}`);
  for (const action of client) console.log(`  client   ${JSON.stringify(action)}`);
  for (const fault of faults) console.log(`  fault    ${faultName(fault)}: ${JSON.stringify(fault)}`);
}
