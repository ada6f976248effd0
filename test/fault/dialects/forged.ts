import type { Dice } from '../draw/dice.ts';
import type { FaultSpec } from '../draw/schedule.ts';

/** The next frames after the command is recorded: the command itself, or the answer to it. */
export function forged(dice: Dice): FaultSpec[] {
  const direction = dice.pick(['toDevice', 'toHost'] as const);
  return [{ phase: 1, on: 'wire', direction, since: 'sent', kind: 'forged', index: dice.int(0, 12) }];
}
