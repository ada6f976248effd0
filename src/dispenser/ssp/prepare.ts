import { TellersightError } from '../../lib/errors.ts';
import type { Account } from './account.ts';
import { describeReply } from './describeReply.ts';
import type { SspDevice } from './device.ts';
import { Enable } from './enable.ts';
import { EnablePayout } from './enablePayout.ts';
import { EventAck } from './eventAck.ts';
import { isBusy } from './follow.ts';
import { GetSerial } from './getSerial.ts';
import type { PayoutByDenomination } from './payoutByDenomination.ts';
import { cannotProcess, OK } from './replyCodes.ts';
import { SetInhibits } from './setInhibits.ts';

/** More ends of payouts than this do not wait for their acknowledgement. */
const maxAcks = 3;

/**
 * All that can fail without cash, right before a payout: what is wrong is said while nothing was sent. The last question
 * is the payout itself as a test (19).
 *
 * @returns what the device is and has before the payout
 * @throws DISPENSER_NOT_READY, NOT_DISPENSABLE, DISPENSER_OFFLINE, DISPENSER_PROTOCOL
 */
export async function prepare(
  device: SspDevice,
  test: PayoutByDenomination,
): Promise<{ readonly serial: string; readonly before: Account }> {
  await freeOfEvents(device);
  for (const message of [new SetInhibits(), new Enable(), new EnablePayout()]) {
    const { code, data } = await device.reply(message);
    if (code === OK) continue;
    throw new TellersightError('DISPENSER_NOT_READY', `${message.name}: ${describeReply(code, data)}`);
  }
  const serial = await device.ask(new GetSerial());
  const before = await device.account();
  device.watchCounter(before);
  const { code, data } = await device.reply(test);
  if (code === OK) return { serial, before };
  const lacks = code === cannotProcess && (data[0] === 0 || data[0] === 1);
  throw new TellersightError(
    lacks ? 'NOT_DISPENSABLE' : 'DISPENSER_NOT_READY',
    `the dispenser cannot pay this: ${describeReply(code, data)}`,
  );
}

/** A device that still repeats the end of an earlier payout begins no other. */
async function freeOfEvents(device: SspDevice): Promise<void> {
  for (let acks = 0; acks <= maxAcks; acks++) {
    const events = await device.poll();
    if (isBusy(events)) throw new TellersightError('DISPENSER_NOT_READY', 'the dispenser is still at work');
    const what = await device.tidy(events);
    if (what === 'none') return;
    // What was kept for a result until now is of none: while one is open, the engine pays nothing.
    if (what !== 'acknowledge') await device.reply(new EventAck());
  }
  throw new TellersightError('DISPENSER_PROTOCOL', 'the dispenser does not take the acknowledgement of an event');
}
