import t from 'tap';
import { Board } from './host/board.ts';
import { profile } from './host/profile.ts';
import { Watch } from './host/watch.ts';

const [RGB, IR] = ['/dev/video10', '/dev/video12'];
const guest = '/usr/lib/tellersight/bin/node /usr/lib/tellersight/test/board/guest';
const SETUP = `
modprobe v4l2loopback video_nr=10,12 card_label="Bench RGB,Bench IR" exclusive_caps=1,1 max_buffers=32
v4l2-ctl -d ${RGB} -c keep_format=1
v4l2-ctl -d ${IR} -c keep_format=1
v4l2-ctl -d ${RGB} --set-fmt-video-out=width=640,height=480,pixelformat=YUYV
v4l2-ctl -d ${IR} --set-fmt-video-out=width=640,height=480,pixelformat=GREY`;
const FEED = `setsid ${guest}/feed.ts ${RGB} ${IR} 15 > /run/board/feed 2>&1 & echo $! > /run/board/feed.pid`;
const loopback = (device: string, allow = ['v4l2 loopback']) => ({
  ...{ device, driver: 'v4l2 loopback', allow },
  // It writes into them in turn and does not ask who still reads one.
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
