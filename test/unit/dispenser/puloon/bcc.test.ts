import t from 'tap';
import { bcc } from '../../../../src/dispenser/puloon/bcc.ts';
import { bytesOf, printed2000, printed4000 } from './printedFrames.ts';

t.test('every printed frame has the check byte that its other bytes give', (t) => {
  const frames = [...printed2000, ...printed4000].flatMap(({ request, answers }) => [request ?? [], answers].flat());
  t.equal(new Set(frames).size, 54);
  for (const text of frames) {
    const frame = bytesOf(text);
    t.equal(bcc(frame.subarray(0, -1)), frame.at(-1), text);
  }
  t.end();
});

t.test('it is blind to order: UPPER 1 and UPPER 10 share it', (t) => {
  t.equal(bcc(bytesOf('04 50 02 45 30 31 03')), 0x11);
  t.equal(bcc(bytesOf('04 50 02 45 31 30 03')), 0x11);
  t.end();
});
