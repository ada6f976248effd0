import t from 'tap';
import { Board } from './host/board.ts';
import { guestProgram } from './host/guestProgram.ts';
import { profile } from './host/profile.ts';
import { Watch } from './host/watch.ts';

/** uvcvideo gives each camera two nodes: pictures, metadata. */
const [RGB, IR] = ['/dev/video0', '/dev/video2'];
const SETUP = `
set -e
for module in dummy_hcd uvcvideo gadgetfs; do modprobe $module; done
mount --mkdir -t gadgetfs none /dev/gadget
${guestProgram('frameFiles')} /run/board/rgb /run/board/ir`;
const PLUG_IN = `
setsid gadget-camera /run/board/rgb /run/board/ir 640 480 15 > /run/board/gadget 2>&1 &
echo $! > /run/board/gadget.pid
for i in $(seq 300); do [ -e ${IR} ] && exit 0; sleep 0.1; done
cat /run/board/gadget; exit 1`;
const PULL = 'kill -9 $(cat /run/board/gadget.pid)';
const uvc = (device: string) => ({ device, driver: 'uvcvideo', allow: [] });

t.test('two cameras of one USB device', async (t) => {
  const board = await Board.boot(t);
  await board.ok(SETUP);
  await board.ok(PLUG_IN);
  const watch = await Watch.start(t, board, profile(uvc(RGB), uvc(IR)));

  await t.test('every byte arrives through the USB stack', async (t) => {
    const { cameras } = await watch.next('open', 0);
    t.match(cameras, [
      { driver: 'uvcvideo', serial: 'BC0001', vendorId: '1209', productId: '0042' },
      { driver: 'uvcvideo', serial: 'BC0001' },
    ]);
    const pairs = await watch.several('pair', 0, 20);
    t.notOk(pairs.some(({ frames }) => frames.rgb < 0 || frames.ir < 0));
  });

  await t.test('R14: the cable is pulled and put back', async (t) => {
    const before = await watch.mark();
    await board.ok(PULL);
    const fault = await watch.next('fault', before);
    t.match(fault.code, /^V4L2_(UNPLUGGED|HOTPLUG)$/);
    const missing = await watch.next('fault', before, ({ code }) => code === 'V4L2_MISSING');
    t.match(missing.message, RGB);
    await board.ok(PLUG_IN);
    const pair = await watch.next('pair', await watch.mark());
    t.ok(pair.frames.rgb >= 0);
  });
});
