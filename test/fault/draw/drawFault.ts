import type { Fault } from '../../../src/simulator/dispenser/faults.ts';
import { faultDialects } from '../dialects/dialects.ts';
import { faultDrawers } from './deviceFaults.ts';
import type { Dice } from './dice.ts';
import type { FaultSpec, KillPoint, OtherFault, WireFault } from './schedule.ts';

const kinds: Readonly<Record<FaultSpec['on'], number>> = {
  wire: 30,
  device: 26,
  kill: 22,
  board: 7,
  power: 4,
  hangUp: 5,
  disk: 5,
  clock: 2,
  stall: 6,
};

const drawers = new Map<string, ReadonlyMap<string, (dice: Dice) => Fault>>();

/** Draws one fault, mostly aimed at the first payout: later phases come about less often. */
export function drawFault(dice: Dice, dialect: string): FaultSpec {
  const phase = dice.weighted({ 0: 8, 1: 55, 2: 17, 3: 10, 4: 6, 5: 4 });
  const kind = dice.weighted(kinds);
  const fault = kind === 'wire' ? drawWire(dice, dialect) : drawOther(dice, kind, dialect);
  return { phase: Number(phase), ...fault };
}

/** What ends a movement early, or differently; the first two leave counts that are believed. */
const stops = { pickError: 3, billEnd: 3, rejects: 1, jamAtCheck: 1, jamAtExit: 1, overDispense: 1, powerLoss: 1 };

/** The notes go wrong and the line does, around one command: each alone is survived too easily. */
export function drawPair(dice: Dice, dialect: string): FaultSpec[] {
  const phase = dice.chance(0.8) ? 1 : 2;
  const fault = deviceFaults(dialect).get(dice.weighted(stops))!(dice);
  const near = { on: 'wire', since: 'sent', index: dice.int(0, 30) } as const;
  // A flipped bit in a digit of the answer is the damage that looks most like a true answer.
  const wire: WireFault = dice.chance(0.5)
    ? { ...near, direction: 'toHost', kind: 'corrupted', masks: [1 << dice.int(0, 3)] }
    : { ...drawWire(dice, dialect), ...near };
  return [
    { phase, on: 'device', fault },
    { phase, ...wire },
  ];
}

function drawWire(dice: Dice, dialect: string): WireFault {
  const aim = { on: 'wire', direction: dice.pick(['toDevice', 'toHost'] as const), ...aimed(dice, dialect) } as const;
  switch (dice.weighted({ lost: 22, corrupted: 22, doubled: 12, inserted: 14, delayed: 15, frameLost: 15 })) {
    case 'lost':
      return { ...aim, kind: 'lost', count: dice.skewed(1, 12) };
    case 'corrupted':
      return { ...aim, kind: 'corrupted', masks: drawMasks(dice) };
    case 'doubled':
      return { ...aim, kind: 'doubled' };
    case 'inserted':
      return { ...aim, kind: 'inserted', bytes: Array.from({ length: dice.skewed(1, 6) }, () => anyByte(dice)) };
    case 'delayed':
      return { ...aim, kind: 'delayed', ms: dice.ms(1, 3000) };
    case 'frameLost':
      return { ...aim, kind: 'frameLost' };
  }
}

/** Half of them near the command that moves cash, the others anywhere in the payout and after it. */
function aimed(dice: Dice, dialect: string): Pick<WireFault, 'since' | 'index'> {
  if (dice.chance(0.5)) return { since: 'sent', index: dice.int(0, 60) };
  const { bytesPerPayout } = faultDialects[dialect]!;
  return { since: 'phase', index: dice.int(0, dice.chance(0.8) ? bytesPerPayout : bytesPerPayout * 4) };
}

/** One flipped bit, a burst over several bytes, or the same bit again and again (a loose contact). */
function drawMasks(dice: Dice): number[] {
  const mask = () => (dice.chance(0.7) ? 1 << dice.int(0, 7) : dice.int(1, 255));
  const bytes = dice.chance(0.6) ? 1 : dice.skewed(2, 8);
  const same = mask();
  const alike = dice.chance(0.4);
  return Array.from({ length: bytes }, () => (alike ? same : mask()));
}

/** Half of the time one that means something on some line. */
function anyByte(dice: Dice): number {
  return dice.chance(0.5)
    ? dice.int(0, 255)
    : dice.pick([0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x10, 0x15, 0x50, 0x7f, 0xff]);
}

function drawOther(dice: Dice, kind: OtherFault['on'], dialect: string): OtherFault {
  const atMs = dice.ms(1, 20_000);
  const { bytesPerPayout } = faultDialects[dialect]!;
  switch (kind) {
    case 'device':
      return { on: 'device', fault: dice.pick([...deviceFaults(dialect).values()])(dice) };
    case 'power':
      return { on: 'power', atMs, backMs: dice.chance(0.3) ? null : dice.ms(10, 60_000) };
    case 'hangUp':
      return { on: 'hangUp', atMs, reopenMs: dice.chance(0.2) ? null : dice.ms(1, 60_000) };
    case 'kill':
      return { on: 'kill', at: killPoint(dice, bytesPerPayout), restartMs: dice.ms(50, 10_000) };
    case 'board': {
      const at = killPoint(dice, bytesPerPayout);
      return { on: 'board', at, restartMs: dice.ms(2000, 60_000), deviceToo: dice.chance(0.7) };
    }
    case 'disk':
      return { on: 'disk', atMs, what: dice.pick(['eio', 'full']), forMs: dice.ms(10, 100_000) };
    case 'clock':
      return { on: 'clock', atMs, jumpMs: dice.pick([-1, 1]) * dice.ms(1000, 100_000_000) };
    case 'stall':
      return { on: 'stall', atMs: dice.ms(1, 3000), forMs: dice.ms(10, 20_000) };
  }
}

function killPoint(dice: Dice, bytesPerPayout: number): KillPoint {
  switch (dice.weighted({ ms: 30, bytes: 30, operation: 40 })) {
    case 'ms':
      return { ms: dice.ms(1, 30_000) };
    case 'bytes':
      return { bytes: dice.int(1, bytesPerPayout) };
    case 'operation': {
      const operation = dice.skewed(0, 100);
      const how = dice.pick(['before', 'after', 'torn'] as const);
      return how === 'torn' ? { operation, how, part: dice.int(1, 4000) } : { operation, how };
    }
  }
}

function deviceFaults(dialect: string): ReadonlyMap<string, (dice: Dice) => Fault> {
  let known = drawers.get(dialect);
  if (!known) {
    known = faultDrawers(faultDialects[dialect]!.simulator.faultSchema);
    drawers.set(dialect, known);
  }
  return known;
}
