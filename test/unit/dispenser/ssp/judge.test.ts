import t from 'tap';
import type { SspEvent } from '../../../../src/dispenser/ssp/event.ts';
import { parseEvents } from '../../../../src/dispenser/ssp/event.ts';
import { judge } from '../../../../src/dispenser/ssp/judge.ts';
import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';
import { incomplete, note, values } from '../../../../src/simulator/dispenser/ssp/eventQueue.ts';

const valuesMinor = [5000, 1000];
const before = { levels: [50, 40], dispensed: 700, transferred: 9 };

interface Now {
  readonly levels?: (number | null)[];
  readonly dispensed?: number;
  readonly transferred?: number;
  readonly events?: number[][];
  readonly requested?: number[];
}

/** Asked for 2 x 50.00 and 3 x 10.00 unless told otherwise: 130.00. */
function judged({ events = [], requested = [2, 3], ...after }: Now) {
  const heard: SspEvent[] = parseEvents(Uint8Array.from(events.flat()));
  return judge({
    requested,
    valuesMinor,
    currency: 'EUR',
    before,
    after: { levels: [48, 37], dispensed: 705, transferred: 9, ...after },
    events: heard,
    nearEndNotes: [49, 10],
  });
}

const end = (code: number, value: number, currency = 'EUR') => values(code, value, currency);
const nothing = { levels: [50, 40], dispensed: 700 };
const part = { levels: [48, 39], dispensed: 703 };

const cases: [string, Now, string, RegExp?][] = [
  ['all tell the same', { events: [end(0xd2, 13_000)] }, 'dispensed'],
  ['all is out, no event is left', {}, 'dispensed'],
  ['all is out, and then it was halted', { events: [end(0xd6, 13_000)] }, 'dispensed'],
  ['nothing happened', nothing, 'notExecuted'],
  ['nothing, and it says so', { ...nothing, events: [end(0xd9, 0)] }, 'short'],
  ['timeout after 110.00', { ...part, events: [end(0xd9, 11_000)] }, 'short'],
  ['halted after 110.00', { ...part, events: [end(0xd6, 11_000)] }, 'short'],
  ['interrupted after 110.00', { ...part, events: [[0xf1], incomplete(11_000, 13_000, 'EUR')] }, 'short'],
  [
    'interrupted after 100.00, one more at power-up',
    { ...part, events: [incomplete(10_000, 13_000, 'EUR'), [0xcd, ...note(1000, 'EUR')]] },
    'short',
  ],
  [
    'notes to the cashbox',
    { levels: [47, 35], transferred: 12, events: [...moved(5000, 1000, 1000), end(0xd2, 13_000)] },
    'dispensed',
  ],
  ['another denomination moved', { transferred: 9, events: [end(0xd2, 13_000), ...moved(777)] }, 'dispensed'],

  ['the counter is one short', { dispensed: 704, events: [end(0xd2, 13_000)] }, 'suspect', /counter says 4/],
  ['only the counter moved', { levels: [50, 40] }, 'suspect', /counter says 5/],
  ['only the levels moved', { dispensed: 700 }, 'suspect', /counter says 0/],
  ['the event states less', { events: [end(0xd2, 12_000)] }, 'suspect', /DISPENSED says 12000/],
  ['the event is in another currency', { events: [end(0xd2, 13_000, 'CNY')] }, 'suspect', /another currency/],
  ['done, but a part is missing', { ...part, events: [end(0xd2, 11_000)] }, 'suspect', /2000 are missing/],
  ['done, but nothing moved', { ...nothing, events: [end(0xd2, 13_000)] }, 'suspect', /DISPENSED says 13000/],
  ['a part, and no word about it', part, 'suspect', /does not say why/],
  ['interrupted, another request', { ...part, events: [incomplete(11_000, 9000, 'EUR')] }, 'suspect', /another amount/],
  ['a note more than asked', { levels: [48, 36], dispensed: 706 }, 'suspect', /over-dispense/],
  ['same value, other notes', { levels: [49, 32], dispensed: 709, events: [end(0xd2, 13_000)] }, 'suspect', /over/],
  ['filled meanwhile', { levels: [148, 37], events: [end(0xd2, 13_000)] }, 'suspect', /has filled/],
  ['the denomination is gone', { levels: [null, 37] }, 'suspect', /not reported/],
  ['the counter was reset', { dispensed: 0, events: [end(0xd2, 13_000)] }, 'suspect', /counter says -700/],
  ['moved by the counter only', { transferred: 10, events: [end(0xd2, 13_000)] }, 'suspect', /cashbox/],
  ['jammed at the last note', { events: [end(0xd5, 13_000)] }, 'suspect', /jammed/],
  ['two ends', { events: [end(0xd6, 13_000), end(0xd2, 13_000)] }, 'suspect', /two ends/],
  ['a note in the bezel', { events: [[0xce], end(0xd2, 13_000)] }, 'suspect', /BEZEL/],
  ['tampering', { events: [end(0xe6, 0), end(0xd2, 13_000)] }, 'suspect', /FRAUD/],
  ['an error on the way', { events: [[0xb1, 1], end(0xd2, 13_000)] }, 'suspect', /ERROR DURING/],
  ['emptied by somebody', { events: [end(0xb4, 0), end(0xd2, 13_000)] }, 'suspect', /SMART EMPTIED/],
  ['an unknown event', { events: [end(0xd2, 13_000), [0x42]] }, 'suspect', /nobody knows: 42/],
  ['at power-up without a payout', { events: [[0xcd, ...note(1000, 'EUR')]] }, 'suspect', /at power-up/],
];

for (const [name, now, outcome, why] of cases) {
  t.test(name, (t) => {
    const report = judged(now);
    t.equal(report.outcome, outcome, report.discrepancy ?? '');
    if (why) t.match(report.discrepancy, why);
    else t.equal(report.discrepancy, null);
    t.end();
  });
}

t.test('what is reported of it', (t) => {
  t.match(judged({ ...part, events: [end(0xd9, 11_000)] }), {
    exited: [2, 1],
    rejected: [0, 0],
    deviceCode: 'D9',
    deviceMeaning: 'TIMEOUT',
    nearEnd: [true, false],
  });
  t.match(judged({ levels: [47, 35], transferred: 12, events: [...moved(5000, 1000, 1000)] }), { rejected: [1, 2] });
  t.match(judged({ levels: [148, 37] }), { exited: [null, 3] });
  t.equal(judged({ levels: [48, 36], dispensed: 706 }).overDispense, true);
  t.equal(judged({ dispensed: 706 }).overDispense, true, 'by the counter alone');
  t.equal(judged({}).overDispense, undefined);
  t.end();
});

t.test('random numbers: certain only when levels, counters and events add up', (t) => {
  const random = seededRandom(5);
  const below = (limit: number) => Math.floor(random() * limit);
  const seen: Record<string, number> = {};
  for (let round = 0; round < 20_000; round++) {
    const out = [below(4), below(4)];
    const counter = random() < 0.7 ? out[0]! + out[1]! : below(8);
    const said = random() < 0.7 ? out[0]! * 5000 + out[1]! * 1000 : below(4) * 5000 + below(4) * 1000;
    const codes = [0xd2, 0xd5, 0xd6, 0xd9];
    const code = random() < 0.8 ? codes[below(4)]! : null;
    const report = judged({
      levels: [50 - out[0]!, 40 - out[1]!],
      dispensed: 700 + counter,
      events: code === null ? [] : [end(code, said)],
    });
    seen[report.outcome] = (seen[report.outcome] ?? 0) + 1;
    if (report.outcome === 'suspect') continue;
    const whole = out[0] === 2 && out[1] === 3;
    const right =
      counter === out[0]! + out[1]! &&
      (code === null || said === out[0]! * 5000 + out[1]! * 1000) &&
      code !== 0xd5 &&
      (report.outcome !== 'dispensed' || whole) &&
      (report.outcome !== 'short' || (!whole && out[0]! <= 2 && out[1]! <= 3)) &&
      (report.outcome !== 'notExecuted' || (counter === 0 && code === null));
    if (!right) t.fail(`round ${round}: ${report.outcome} for ${out} out, counter ${counter}, ${code} says ${said}`);
  }
  for (const outcome of ['dispensed', 'short', 'notExecuted', 'suspect']) t.ok(seen[outcome]! > 0, outcome);
  t.end();
});

function moved(...notes: number[]): number[][] {
  return notes.map((value) => [0xc9, ...note(value, 'EUR')]);
}
