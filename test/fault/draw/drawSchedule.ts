import { faultDialects } from '../dialects/dialects.ts';
import { Dice } from './dice.ts';
import { drawFault, drawPair } from './drawFault.ts';
import type { ClientAction, FaultSpec, Schedule, SeedClass, Setup } from './schedule.ts';

const classes: Readonly<Record<SeedClass, number>> = { mild: 25, wild: 70, beyond: 5 };

const distinct: readonly (readonly number[])[] = [
  [10_000, 5000, 2000, 1000],
  [5000, 10_000, 1000, 2000],
];
const twins = [10_000, 10_000, 5000, 5000];

/** Makes the schedule of a seed; the same seed gives the same one for ever, as long as this file does not change. */
export function drawSchedule(seed: number, dialects: readonly string[] = Object.keys(faultDialects)): Schedule {
  const dice = new Dice(seed);
  const dialect = dice.pick(dialects);
  const seedClass = dice.weighted(classes);
  const setup = drawSetup(dice, dialect);
  const client = drawClient(dice, setup);
  return { seed, dialect, class: seedClass, setup, client, faults: drawFaults(dice, dialect, seedClass) };
}

function drawSetup(dice: Dice, dialect: string): Setup {
  const { simulator, oneStore } = faultDialects[dialect]!;
  const { cassettes } = simulator;
  const values = dice.pick(oneStore ? distinct : [...distinct, twins]);
  return {
    values: values.slice(0, cassettes),
    load: Array.from({ length: cassettes }, () => dice.skewed(0, 400)),
    noteMs: dice.ms(2, 200),
    takeMs: dice.ms(100, 5000),
    nearEndBelow: dice.pick([0, 10, 50]),
    rejectRate: dice.chance(0.7) ? 0 : dice.random() * 0.3,
    maxNotesPerCommand: dice.skewed(1, 20),
    pollIntervalS: dice.pick([5, 10, 30]),
    nearEmpty: dice.pick(['first', 'last']),
    maxPayoutsPerHour: dice.chance(0.9) ? 0 : dice.int(1, 3),
    latencyMs: dice.pick([0, 0, 1, 16]),
    splitRate: dice.pick([0, 0.1, 0.5]),
    lateMs: dice.pick([0, 0, 1, 20]),
    pageSize: dice.chance(0.8) ? 1024 : 4096,
    settings: faultDialects[dialect]!.settings(dice),
  };
}

/** Mostly one payout and questions about it; now and then another customer, an operator, a restart. */
function drawClient(dice: Dice, setup: Setup): ClientAction[] {
  const actions: ClientAction[] = [];
  let id = 0;
  const notes = () => dice.skewed(1, Math.min(60, setup.maxNotesPerCommand * 4));
  const waitMs = () => dice.ms(1, dice.chance(0.2) ? 100_000 : 3000);
  const pay = (which: number, overlap = false): void => {
    actions.push({ do: 'pay', waitMs: waitMs(), id: which, notes: notes(), overlap });
  };
  pay(id);
  for (let more = dice.skewed(0, 4); more > 0; more--) {
    switch (dice.weighted({ again: 30, next: 35, look: 10, operator: 15, restart: 8, rush: 12 })) {
      case 'again':
        pay(dice.int(0, id), dice.chance(0.3));
        break;
      case 'next':
        id += 1;
        pay(id);
        break;
      case 'rush':
        // Two requests at once, of one or of two customers.
        id += 1;
        pay(id, true);
        pay(dice.chance(0.5) ? id : id + 1, true);
        id += 1;
        break;
      case 'look':
        actions.push({ do: 'look', waitMs: waitMs(), id: dice.int(0, id) });
        break;
      case 'operator':
        actions.push({ do: 'operator', waitMs: waitMs() });
        break;
      case 'restart':
        actions.push({ do: 'restart', waitMs: waitMs() });
    }
  }
  return actions;
}

function drawFaults(dice: Dice, dialect: string, seedClass: SeedClass): FaultSpec[] {
  const faults: FaultSpec[] = [];
  const count = seedClass === 'mild' ? dice.int(0, 1) : dice.skewed(1, 8);
  for (let i = 0; i < count; i++) faults.push(drawFault(dice, dialect));
  if (seedClass === 'wild' && dice.chance(0.4)) faults.push(...drawPair(dice, dialect));
  if (seedClass === 'beyond') {
    const { beyond } = faultDialects[dialect]!;
    if (beyond.length > 0) faults.push(...dice.pick(beyond)(dice));
  }
  return faults;
}
