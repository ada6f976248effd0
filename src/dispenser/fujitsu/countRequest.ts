import { writeDigits } from './digits.ts';
import { FS } from './message.ts';

const slots = 4;
/** ODR of a count: order of the cassettes, two bits each (3, 2, 1, 0); the same in every source. */
const order = 0xe4;

/** What a count asks for, slot by slot; missing slots are 0. */
export interface CountRequest {
  readonly notes: readonly number[];
  /** Rejected notes after which the device gives up. */
  readonly maxRejects: readonly number[];
  /** 0 to 3 further tries to pick a note. */
  readonly pickRetries: readonly number[];
}

/** 60, command, 15, ODR, N1..N4, R1..R4 (two parity digits each), P1..P4, FS [2+: L, LC, CL, KI]. */
export function encodeCount(command: number, { notes, maxRejects, pickRetries }: CountRequest): Uint8Array {
  if ([notes, maxRejects, pickRetries].some((list) => list.length > slots))
    throw new RangeError('four cassettes at most');
  if (pickRetries.some((retries) => ![0, 1, 2, 3].includes(retries))) throw new RangeError('0 to 3 pick retries');
  const fill = (list: readonly number[]) => Array.from({ length: slots }, (_, slot) => list[slot] ?? 0);
  return Uint8Array.of(
    0x60,
    command,
    0x15,
    order,
    ...fill(notes).flatMap(writeDigits),
    ...fill(maxRejects).flatMap(writeDigits),
    ...fill(pickRetries),
    FS,
  );
}
