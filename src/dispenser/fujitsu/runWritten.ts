import { TellersightError } from '../../lib/errors.ts';
import type { Ending } from './ending.ts';
import type { FujitsuLine, TransactionHooks } from './line.ts';
import type { Message } from './message.ts';

/** An ending whose frame was written. */
export type WrittenEnding = Exclude<Ending, { kind: 'notStarted' }>;

/**
 * Runs a command; what ends before its frame was written is an error, not an outcome.
 *
 * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL, or what `hooks.sent` threw, while no byte of the frame was written
 */
export async function runWritten(
  line: FujitsuLine,
  message: Message<unknown>,
  hooks?: TransactionHooks,
): Promise<WrittenEnding> {
  const ending = await line.run(message, hooks);
  if (ending.kind === 'linkLost' && !ending.written) {
    throw new TellersightError('DISPENSER_OFFLINE', 'the line was cut before the command was sent');
  }
  if (ending.kind === 'notStarted') {
    throw new TellersightError('DISPENSER_PROTOCOL', `${message.name}: the device does not give the line`);
  }
  return ending;
}
