import t from 'tap';
import type { OpenCommand } from '../../../../../src/dispenser/driver.ts';
import { baselineOf } from '../../../../../src/dispenser/puloon/lcdm4000/baseline.ts';
import { recoveredReport } from '../../../../../src/dispenser/puloon/lcdm4000/recoveredReport.ts';
import { bytesOf } from '../printedFrames.ts';

/** LASTCMD, ERR and [EXIT REJ] of each cassette, as they are on the wire. */
function lastStatus(code: number, error: number, ...counts: readonly (readonly [number, number])[]): Uint8Array {
  const cassettes = [0, 1, 2, 3].flatMap((i) => [0x20 + (counts[i]?.[0] ?? 0), 0x20 + (counts[i]?.[1] ?? 0), 0x31 + i]);
  return Uint8Array.of(code, 0x20 + error, 0x30, ...cassettes);
}

const before = lastStatus(0x52, 0, [3, 0]);
const open: OpenCommand = { notes: [5, 0, 2, 0], baseline: baselineOf(before), acknowledged: true, sameBoot: true };
const recover = (data: Uint8Array, about: Partial<OpenCommand> = {}) => recoveredReport({ ...open, ...about }, data, 4);

t.test('the printed pair: a result that differs from before and fits is believed', (t) => {
  const printed = bytesOf('52 20 30 23 20 31 20 20 32 22 21 33 20 20 34');
  t.match(recover(printed, { notes: [3, 0, 2, 0] }), {
    outcome: 'dispensed',
    exited: [3, 0, 2, 0],
    rejected: [0, 0, 1, 0],
    deviceCode: '00',
  });
  t.end();
});

t.test('what is proved', (t) => {
  t.match(recover(lastStatus(0x52, 0, [5, 0], [0, 0], [2, 1])), { outcome: 'dispensed', exited: [5, 0, 2, 0] });
  t.match(recover(lastStatus(0x52, 0x25, [5, 0], [0, 0], [2, 0])), { outcome: 'dispensed' }, 'with a warning');
  t.match(recover(lastStatus(0x52, 1, [4, 0])), { outcome: 'short', exited: [4, 0, 0, 0], deviceCode: '01' });
  t.match(recover(lastStatus(0x52, 0x0d, [4, 10])), { outcome: 'short', deviceCode: '0D' });
  t.match(recover(lastStatus(0x52, 1)), { outcome: 'short', exited: [0, 0, 0, 0] });
  t.match(recover(lastStatus(0x52, 0x24)), { outcome: 'notExecuted' }, 'the device says that it did not begin');
  t.match(
    recover(lastStatus(0x52, 2, [4, 0])),
    { outcome: 'suspect', deviceCode: '02' },
    'a jam is doubtful here as well',
  );
  t.match(recover(lastStatus(0x52, 0x0c, [4, 0])), { outcome: 'suspect', deviceCode: '0C' });
  t.match(recover(lastStatus(0x52, 0x3f, [4, 0])), { outcome: 'suspect', deviceMeaning: 'not documented' });
  t.match(
    recover(lastStatus(0x52, 1, [3, 0])),
    { outcome: 'short', exited: [3, 0, 0, 0] },
    'the count of before, another end',
  );
  const none = baselineOf(null);
  t.match(recover(lastStatus(0x52, 0, [5, 0], [0, 0], [2, 0]), { baseline: none }), { outcome: 'dispensed' });
  t.end();
});

t.test('what is not, and which rule says so', (t) => {
  const good = lastStatus(0x52, 0, [5, 0], [0, 0], [2, 0]);
  const unknown = (deviceMeaning: RegExp) => ({ outcome: 'unknown', exited: [null, null, null, null], deviceMeaning });
  t.match(recover(good, { baseline: null }), unknown(/nothing is recorded/));
  t.match(recover(good, { baseline: { levels: 3 } }), unknown(/nothing is recorded/), "another driver's baseline");
  t.match(recover(good, { sameBoot: false }), unknown(/board was restarted/));
  for (const command of [0x51, 0x53, 0x20]) {
    const other = Uint8Array.from(good);
    other[0] = command;
    t.match(recover(other), unknown(/another command/));
  }
  t.match(recover(before), unknown(/one from before/), 'never carried out, or the result was lost');
  t.match(recover(good, { baseline: baselineOf(good) }), unknown(/one from before/), 'an equal dispense before');
  t.match(recover(lastStatus(0x52, 0, [6, 0], [0, 0], [2, 0])), unknown(/6 notes of cassette 1, 5 were asked for/));
  t.match(recover(lastStatus(0x52, 0, [5, 0], [1, 0], [2, 0])), unknown(/1 notes of cassette 2, 0 were asked for/));
  t.match(recover(lastStatus(0x52, 0, [5, 0], [0, 0], [1, 0])), unknown(/no error that explains/));
  t.match(recover(lastStatus(0x52, 0x25, [5, 0])), unknown(/no error that explains/), 'near end explains nothing');
  t.match(recover(lastStatus(0x52, 0, [5, 90], [0, 0], [2, 10])), unknown(/107 notes, a transaction has 100/));
  for (const type of [0x30, 0x32]) {
    const strange = Uint8Array.from(good);
    strange[5] = type;
    t.match(recover(strange), unknown(/none in its place/));
  }
  const unreadable = Uint8Array.from(good);
  unreadable[3] = 0x1f;
  t.match(recover(unreadable), unknown(/cannot be read/));
  t.end();
});

t.test(
  'over all replies: certainty only about counts that were asked for, and never about the reply of before',
  (t) => {
    const codes = [0, 1, 2, 0x0c, 0x0d, 0x24, 0x25, 0x29, 0x7f];
    let certain = 0;
    for (const error of codes) {
      for (let first = 0; first <= 6; first++) {
        for (let third = 0; third <= 3; third++) {
          const reply = lastStatus(0x52, error, [first, 0], [0, 0], [third, 0]);
          const report = recover(reply, { baseline: baselineOf(lastStatus(0x52, error, [3, 0], [0, 0], [1, 0])) });
          if (report.outcome !== 'dispensed' && report.outcome !== 'short') continue;
          certain += 1;
          const fits = first <= 5 && third <= 2 && !(first === 3 && third === 1);
          const full = first === 5 && third === 2;
          t.ok(
            fits && (report.outcome === 'dispensed') === full && (full || error === 1 || error === 0x0d),
            `${reply}`,
          );
        }
      }
    }
    t.equal(certain, 2 + 2 * (6 * 3 - 1), '00 and 25 in full; 01 and 0D with any count but that of before');
    t.end();
  },
);
