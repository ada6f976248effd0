import t from 'tap';
import { Board } from './host/board.ts';
import { profile } from './host/profile.ts';
import { Watch } from './host/watch.ts';

const [RGB, IR] = ['/dev/video0', '/dev/video2'];
/** Moving, or the test picture would count as frozen. */
const SETUP = `
modprobe vivid n_devs=2 node_types=0x1,0x1 num_inputs=1,1 input_types=0,0 vid_cap_nr=0,2
for node in ${RGB} ${IR}; do v4l2-ctl -d $node -c horizontal_movement=4; done`;
const inject = (control: string, value = 1) => `v4l2-ctl -d ${RGB} -c ${control}=${value}`;
const vivid = (device: string, allow = ['vivid']) => ({ device, driver: 'vivid', allow });

/** What vivid can do to its reader, what we call it, and what mends it where it does not pass by itself. */
const faults: readonly [what: string, provoke: string, code: RegExp, mend?: string][] = [
  ['a buffer is not taken back', inject('inject_vidioc_qbuf_error'), /^V4L2_FAILED$/],
  ['the queue breaks down', inject('inject_fatal_streaming_error'), /^V4L2_UNPLUGGED$/],
  ['the device says it is gone', inject('disconnect'), /^V4L2_UNPLUGGED$/],
  [
    'no frame comes',
    inject('percentage_of_dropped_buffers', 100),
    /^V4L2_STALLED$/,
    inject('percentage_of_dropped_buffers', 0),
  ],
  [
    'both devices are taken from the driver',
    'echo vivid.0 > /sys/bus/platform/drivers/vivid/unbind',
    /^V4L2_(UNPLUGGED|HOTPLUG)$/,
    `echo vivid.0 > /sys/bus/platform/drivers/vivid/bind; sleep 1; ${SETUP}`,
  ],
];
/** What vivid refuses once, while a stream is started. */
const refusals = ['inject_vidioc_reqbufs_error', 'inject_vidioc_streamon_error'];

t.test('cameras of the vivid driver', async (t) => {
  const board = await Board.boot(t);
  await board.ok(SETUP);

  await t.test('R14: refused unless the profile allows the driver by name', async (t) => {
    const watch = await Watch.start(t, board, profile(vivid(RGB, []), vivid(IR, [])));
    const { code, message } = await watch.next('fault', 0);
    t.equal(code, 'V4L2_IDENTITY');
    t.match(message, /vivid/);
  });

  await t.test('frames of both cameras are paired, and every fault is told and got over', async (t) => {
    const watch = await Watch.start(t, board, profile(vivid(RGB), vivid(IR)));
    const { cameras } = await watch.next('open', 0);
    t.match(cameras, [{ driver: 'vivid' }, { driver: 'vivid' }]);
    const pairs = await watch.several('pair', 0, 20);
    t.ok(
      pairs.every(({ rgbUs, irUs }) => Math.abs(rgbUs - irUs) <= 50_000),
      'R12',
    );
    for (const [what, provoke, code, mend] of faults) {
      const before = await watch.mark();
      await board.ok(provoke);
      const fault = await watch.next('fault', before);
      t.match(fault.code, code, what);
      if (mend) await board.ok(mend);
      const after = await watch.mark();
      await watch.next('pair', after);
      t.comment(`${what}: ${fault.code} (${fault.message})`);
    }
    for (const control of refusals) {
      const before = await watch.mark();
      // The next start is the one that is refused: provoked by a fault of its own.
      await board.ok(`${inject(control)}; ${inject('inject_fatal_streaming_error')}`);
      const refused = await watch.next('fault', before, ({ code }) => code !== 'V4L2_UNPLUGGED');
      t.equal(refused.code, 'V4L2_FAILED', control);
      await watch.next('pair', await watch.mark());
    }
  });

  await t.test('one damaged frame, and every second one lost: counted, and no fault', async (t) => {
    const watch = await Watch.start(t, board, profile(vivid(RGB), vivid(IR)));
    const { counters } = await watch.next('pair', 0);
    await board.ok(`${inject('inject_v4l2_buf_flag_error')}; ${inject('percentage_of_dropped_buffers', 50)}`);
    await watch.next('pair', 0, (pair) => pair.counters.lost >= counters.lost + 5);
    await board.ok(inject('percentage_of_dropped_buffers', 0));
    await watch.several('pair', await watch.mark(), 5);
    t.pass('pairs go on');
  });
});
