import { type Answer, readAnswer } from './answer.ts';
import { readDigits } from './digits.ts';
import { type Registers, readRegisters } from './registers.ts';

/** The answer to a count; the counts are valid in normal and in abnormal answers (reference §4.4, L PR #353). */
export interface CountResponse extends Answer, Registers {
  /** Per slot. */
  readonly dispensed: readonly number[];
  readonly rejected: readonly number[];
}

const dispensedAt = 0x27;
const rejectedAt = 0x2f;
const end = 0x37;

/**
 * Dispensed notes at 27h + 2i [2: L, LC], rejected ones at 2Fh + 2i [1: L]. By its header the answer has 157 bytes, but
 * nobody is on record as having counted them, so that is not insisted on.
 */
export function parseCount(data: Uint8Array, command: number): CountResponse {
  const answer = readAnswer(data, command, end);
  const counts = (offset: number) => [0, 1, 2, 3].map((slot) => readDigits(data, offset + 2 * slot));
  return { ...answer, ...readRegisters(data), dispensed: counts(dispensedAt), rejected: counts(rejectedAt) };
}
