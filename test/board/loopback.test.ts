import t from 'tap';
import { Board } from './host/board.ts';
import { guestProgram } from './host/guestProgram.ts';
import { loopbackCameras } from './host/loopbackCameras.ts';
import { profile } from './host/profile.ts';
import { Watch } from './host/watch.ts';

const { rgb: RGB, ir: IR, setup: SETUP } = loopbackCameras;
const FEED = `setsid ${guestProgram('feed')} ${RGB} ${IR} 15 > /run/board/feed 2>&1 & echo $! > /run/board/feed.pid`;
const loopback = (device: string, allow = ['v4l2 loopback']) => ({
  ...{ device, driver: 'v4l2 loopback', allow },
  buffers: 32,
});

t.test('cameras of the v4l2loopback driver, with known frames', async (t) => {
  const board = await Board.boot(t);
  await board.ok(`${SETUP}\n${FEED}`);

  await t.test('R14: refused unless the profile allows the driver by name', async (t) => {
    const watch = await Watch.start(t, board, profile(loopback(RGB, []), loopback(IR, ['vivid'])));
    t.equal((await watch.next('fault', 0)).code, 'V4L2_IDENTITY');
  });

  await t.test('every byte arrives, and frames are paired that were written together', async (t) => {
    const watch = await Watch.start(t, board, profile(loopback(RGB), loopback(IR)));
    const pairs = await watch.several('pair', 0, 40);
    const frames = pairs.map((pair) => pair.frames);
    t.notOk(
      frames.some(({ rgb, ir }) => rgb < 0 || ir < 0),
      'R12: no other bytes than those written',
    );
    const mixed = pairs.filter((pair) => pair.frames.rgb !== pair.frames.ir);
    t.strictSame(mixed, [], 'each with its own');
    t.ok(new Set(frames.map(({ rgb }) => rgb)).size > 2, 'of several frames');
  });

  await t.test('a feeder that dies is a silent camera, and heals when it is back', async (t) => {
    const watch = await Watch.start(t, board, profile(loopback(RGB), loopback(IR)));
    await watch.next('pair', 0);
    const before = await watch.mark();
    await board.ok('kill -9 $(cat /run/board/feed.pid)');
    const fault = await watch.next('fault', before);
    t.equal(fault.code, 'V4L2_STALLED');
    await board.ok(FEED);
    await watch.next('pair', await watch.mark());
  });
});
