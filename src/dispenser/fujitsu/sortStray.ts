import { answeredCommand } from './answer.ts';

/**
 * What a frame is that nobody waits for: the answer to a count; to another command of this driver (01 status, 02
 * initialise or reset) that was given up; or to something that was never asked.
 */
export function sortStray(data: Uint8Array, late: boolean): 'count' | 'givenUp' | 'foreign' {
  const command = answeredCommand(data);
  if (command === 0x03 || command === 0x09) return 'count';
  return late && (command === 0x01 || command === 0x02) ? 'givenUp' : 'foreign';
}
