import t from 'tap';
import { Enable } from '../../../../src/dispenser/ssp/enable.ts';
import { EnablePayout } from '../../../../src/dispenser/ssp/enablePayout.ts';
import { parseEvents, type SspEvent } from '../../../../src/dispenser/ssp/event.ts';
import { EventAck } from '../../../../src/dispenser/ssp/eventAck.ts';
import { eventTable } from '../../../../src/dispenser/ssp/eventTable.ts';
import { GetAllLevels } from '../../../../src/dispenser/ssp/getAllLevels.ts';
import { GetCounters } from '../../../../src/dispenser/ssp/getCounters.ts';
import { GetSerial } from '../../../../src/dispenser/ssp/getSerial.ts';
import { Halt } from '../../../../src/dispenser/ssp/halt.ts';
import { HostProtocolVersion } from '../../../../src/dispenser/ssp/hostProtocolVersion.ts';
import type { Message } from '../../../../src/dispenser/ssp/message.ts';
import { PayoutByDenomination } from '../../../../src/dispenser/ssp/payoutByDenomination.ts';
import { PollWithAck } from '../../../../src/dispenser/ssp/pollWithAck.ts';
import { SetGenerator } from '../../../../src/dispenser/ssp/setGenerator.ts';
import { SetInhibits } from '../../../../src/dispenser/ssp/setInhibits.ts';
import { SetupRequest } from '../../../../src/dispenser/ssp/setupRequest.ts';
import { Sync } from '../../../../src/dispenser/ssp/sync.ts';
import { setupAnswer } from '../../../../src/simulator/dispenser/ssp/answers.ts';
import { readRequest } from '../../../../src/simulator/dispenser/ssp/requests.ts';
import { bytes, printed } from './printedFrames.ts';

t.test('commands are written as printed, and the simulator reads them as meant', (t) => {
  const cases: [Message<unknown>, Uint8Array, object][] = [
    [new Sync(), printed('SYNC').data, { ask: 'sync' }],
    [new HostProtocolVersion(), printed('HOST_PROTOCOL_VERSION 6').data, { ask: 'protocol', version: 6 }],
    [new SetupRequest(), printed('SETUP_REQUEST').data, { ask: 'setup' }],
    [new GetAllLevels(), printed('GET_ALL_LEVELS').data, { ask: 'levels' }],
    [new GetSerial(), printed('GET_SERIAL').data, { ask: 'serial' }],
    [new Enable(), printed('ENABLE').data, { ask: 'enable' }],
    [new EnablePayout(), printed('ENABLE_PAYOUT').data, { ask: 'enablePayout' }],
    [new SetGenerator(59747n), printed('SET_GENERATOR 59747').data, { ask: 'generator', value: 59747n }],
    // Codes of §5.3, without a printed frame.
    [new SetInhibits(), bytes('02 00 00'), { ask: 'inhibits' }],
    [new Halt(), bytes('38'), { ask: 'halt' }],
    [new PollWithAck(), bytes('56'), { ask: 'pollWithAck' }],
    [new EventAck(), bytes('57'), { ask: 'eventAck' }],
    [new GetCounters(), bytes('58'), { ask: 'counters' }],
    [
      // 46, n = 2, 3 x 50.00 EUR, 1 x 10.00 EUR, pay.
      new PayoutByDenomination(
        [
          { count: 3, valueMinor: 5000 },
          { count: 1, valueMinor: 1000 },
        ],
        'EUR',
        'pay',
      ),
      bytes('46 02 03 00 88 13 00 00 45 55 52 01 00 E8 03 00 00 45 55 52 58'),
      {
        ask: 'payout',
        pay: true,
        wanted: [
          { count: 3, value: 5000, currency: 'EUR' },
          { count: 1, value: 1000, currency: 'EUR' },
        ],
      },
    ],
    [
      new PayoutByDenomination([{ count: 260, valueMinor: 127 }], 'CNY', 'ask'),
      bytes('46 01 04 01 7F 00 00 00 43 4E 59 19'),
      { ask: 'payout', pay: false, wanted: [{ count: 260, value: 127, currency: 'CNY' }] },
    ],
  ];
  for (const [message, data, meant] of cases) {
    t.same(message.serialize(), data, message.name);
    t.match(readRequest(data), meant);
  }
  t.end();
});

t.test('answers are read to the last byte', (t) => {
  const levels = printed('GET_ALL_LEVELS answered: 10 x 10.00, 5 x 20.00 EUR').data.subarray(1);
  t.same(new GetAllLevels().parse(levels), [
    { count: 10, valueMinor: 1000, currency: 'EUR' },
    { count: 5, valueMinor: 2000, currency: 'EUR' },
  ]);
  t.same(new GetCounters().parse(bytes('05 01000000 02000000 03010000 04000000 05000000')), {
    stacked: 1,
    stored: 2,
    dispensed: 259,
    transferred: 4,
    rejected: 5,
  });
  t.equal(new GetSerial().parse(bytes('00 12 D6 87')), '1234567', 'big endian');
  t.match(new SetupRequest().parse(Uint8Array.from(setupAnswer('0429', 'EUR', [5000, 1000]))), {
    unitType: 6,
    firmware: '0429',
    country: 'EUR',
    protocolVersion: 6,
  });
  const wrong: [Message<unknown>, Uint8Array][] = [
    [new GetAllLevels(), levels.subarray(0, -1)],
    [new GetAllLevels(), Uint8Array.of(...levels, 0)],
    [new GetCounters(), bytes('04 01000000 02000000 03000000 04000000')],
    [new GetSerial(), bytes('00 12 D6')],
    [new SetupRequest(), Uint8Array.from([3, ...setupAnswer('0429', 'EUR', [1]).slice(1)])], // a hopper pays coins
    [new Enable(), bytes('00')],
  ];
  for (const [message, data] of wrong)
    t.throws(() => message.parse(data), { code: 'DISPENSER_PROTOCOL' }, message.name);
  t.end();
});

t.test('printed events', (t) => {
  const event = (name: string) => parseEvents(printed(name).data.subarray(1));
  const eur = (valueMinor: number) => [{ valueMinor, currency: 'EUR' }];
  t.same(event('DISPENSING 20.00'), [
    { kind: 'values', code: 0xda, name: 'DISPENSING', role: 'progress', values: eur(2000) },
  ]);
  t.same(event('DISPENSED 50.00'), [
    { kind: 'values', code: 0xd2, name: 'DISPENSED', role: 'final', values: eur(5000) },
  ]);
  t.same(event('JAMMED after 10.00'), [
    { kind: 'values', code: 0xd5, name: 'JAMMED', role: 'final', values: eur(1000) },
  ]);
  t.same(event('power-up: reset, 20.00 of 50.00'), [
    { kind: 'plain', code: 0xf1, name: 'SLAVE RESET', role: 'reset' },
    {
      kind: 'incomplete',
      code: 0xdc,
      name: 'INCOMPLETE PAYOUT',
      role: 'final',
      values: [{ valueMinor: 2000, requestedMinor: 5000, currency: 'EUR' }],
    },
  ]);
  t.end();
});

t.test('every event of the table is as long as it says, in a row with others', (t) => {
  const lengths = { none: 0, byte: 1, note: 7, values: 15, incomplete: 23 };
  const body = {
    none: '',
    byte: '01',
    note: 'E8 03 00 00 45 55 52',
    values: '02 E8 03 00 00 45 55 52 01 00 00 00 43 4E 59',
    incomplete: '02 E8 03 00 00 D0 07 00 00 45 55 52 01 00 00 00 02 00 00 00 43 4E 59',
  };
  const all: number[] = [];
  for (const [code, { layout }] of eventTable) {
    const data = [code, ...bytes(body[layout])];
    t.equal(data.length, 1 + lengths[layout]);
    t.match(parseEvents(Uint8Array.from(data)), [{ code }]);
    if (layout !== 'none')
      t.throws(() => parseEvents(Uint8Array.from(data.slice(0, -1))), { code: 'DISPENSER_PROTOCOL' });
    all.push(...data);
  }
  t.same(
    parseEvents(Uint8Array.from(all)).map(({ code }) => code),
    [...eventTable.keys()],
  );
  t.end();
});

t.test('an unknown event ends the reading: what follows may be its parameters', (t) => {
  const events: SspEvent[] = parseEvents(bytes('F1 42 D2 01 E8 03 00 00 45 55 52'));
  t.match(events, [{ role: 'reset' }, { kind: 'unknown', code: 0x42, rest: bytes('D2 01 E8 03 00 00 45 55 52') }]);
  t.equal(events.length, 2);
  t.same(parseEvents(new Uint8Array()), []);
  t.end();
});
