import type { Dice } from '../draw/dice.ts';
import type { Direction } from '../draw/schedule.ts';

/** A frame in other bytes. */
export interface FoundFrame {
  readonly hex: string;
  /** Where it ends in them. */
  readonly end: number;
}

/**
 * What a wire protocol can tell by itself, read a third time: neither with the daemon's code nor with the simulator's.
 * It decides which damage no host could have seen, so it must not share their mistakes.
 */
export interface FrameCheck {
  /** Every frame with a good check in `bytes`, wherever it begins, that ends behind the first `known` bytes. */
  frames(direction: Direction, bytes: Uint8Array, known?: number): FoundFrame[];
  /** The longest frame. */
  readonly longest: number;
  /** The same frame with other numbers and a good check; null when it has no numbers. */
  forge(direction: Direction, bytes: Uint8Array, dice: Dice): Uint8Array | null;
  /** For --trace: what these bytes mean. */
  describe(direction: Direction, bytes: Uint8Array): string;
  /** The command makes notes move; false where that cannot be seen on the wire. */
  isCashCommand(bytes: Uint8Array): boolean;
  /** A host that heard only this after a command was told that the command is refused. */
  isRefusal(heard: readonly number[]): boolean;
}
