import { type Answer, readAnswer } from './answer.ts';
import { type Registers, readRegisters, registersEnd } from './registers.ts';

export interface InitialiseResponse extends Answer, Registers {}

/** The answer to INITIALISE and MECHANICAL RESET, which are one command: E0 or F0, 02, 34, 52 bytes, FS. */
export function parseInitialise(data: Uint8Array): InitialiseResponse {
  return { ...readAnswer(data, 0x02, registersEnd), ...readRegisters(data) };
}
