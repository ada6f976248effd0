import { catalog } from '../../lib/catalog/index.ts';
import { paint, table, wrap } from '../output.ts';
import type { DeviceAnswer } from './askDevice.ts';
import type { ShownStatus } from './readStatus.ts';

/** Prints for a person who may be standing next to an open ATM: the lock and what to do come first. */
export function showStatus(status: ShownStatus, device: DeviceAnswer | null, currency: string): void {
  const money = (minor: number | null) => (minor === null ? '?' : `${(minor / 100).toFixed(2)} ${currency}`);
  const { lock, identity } = status;
  if (lock) {
    console.log(`${paint('red', 'locked')} since ${lock.sinceUtc}: ${lock.code}`);
    console.log(`  ${wrap(`${lock.reason}${lock.payoutId === null ? '' : ` (payout ${lock.payoutId})`}`, 2)}`);
    console.log(`  ${wrap(catalog[lock.code].cash, 2)}\n  ${wrap(catalog[lock.code].action, 2)}`);
    for (const { code, reason, sinceUtc } of status.locks.slice(1)) {
      console.log(`also since ${sinceUtc}: ${code}\n  ${wrap(reason, 2)}`);
    }
  } else console.log(`${paint('green', 'not locked')}`);
  if (identity) console.log(`device known as ${identity.firmware}, checksum ${identity.checksum}`);
  console.log();
  console.log(
    table(
      ['cassette', 'note', 'paid', 'rejected', 'should be in it'],
      status.counters.map(({ cassette, valueMinor, dispensed, rejected, remaining }) => [
        String(cassette + 1),
        money(valueMinor),
        String(dispensed),
        String(rejected),
        remaining === null ? 'no load recorded' : String(remaining),
      ]),
    ),
  );
  if (status.payouts.length > 0) {
    console.log();
    console.log(
      table(
        ['planned (UTC)', 'payout', 'asked', 'paid', 'outcome'],
        status.payouts.map((payout) => [
          payout.plannedUtc?.slice(0, 19).replace('T', ' ') ?? '',
          payout.payoutId,
          money(payout.requestedMinor),
          money(payout.dispensedMinor),
          payout.lateNotes ? `${payout.message}; late answer: ${payout.lateNotes.join('/')} notes` : payout.message,
        ]),
      ),
    );
  }
  if (device) showDevice(device);
}

function showDevice({ identity, status }: DeviceAnswer): void {
  console.log(`\nthe device itself: ${identity.firmware} ${identity.checksum}, code ${status.code}`);
  for (const { index, present, nearEnd, empty } of status.cassettes) {
    const state = !present ? paint('red', 'missing') : empty ? paint('red', 'empty') : nearEnd ? 'near end' : 'ok';
    console.log(`  cassette ${index + 1}: ${state}`);
  }
  console.log(`  reject tray: ${status.rejectTrayPresent ? 'present' : paint('red', 'missing')}`);
  if (status.notesOnPath) console.log(`  ${paint('red', 'a sensor on the note path is blocked')}`);
  if (status.noteAtExit) console.log(`  ${paint('red', 'a note lies at the exit')}`);
}
