import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { NodeWatch } from '../../../src/vision/capture/nodeWatch.ts';

/** A folder like /sys/class/video4linux, and a started watch that resolves with what changed. */
function watched(t: Test) {
  const root = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
  const folder = join(root, 'class');
  mkdirSync(folder);
  symlinkSync('../devices/usb1/1-2/video0', join(folder, 'video0'));
  const { promise, resolve } = Promise.withResolvers<string>();
  let calls = 0;
  const watch = new NodeWatch({
    folder,
    onChange: (what) => {
      calls++;
      resolve(what);
    },
  });
  t.teardown(() => {
    watch.stop();
    rmSync(root, { recursive: true, force: true });
  });
  watch.start();
  return { folder, watch, changed: promise, calls: () => calls };
}

t.test('a node that appears', async (t) => {
  const { folder, changed } = watched(t);
  symlinkSync('../devices/usb1/1-3/video1', join(folder, 'video1'));
  t.equal(await changed, 'video1 (usb1/1-3/video1) appeared');
});

t.test('a node that goes away', async (t) => {
  const { folder, changed } = watched(t);
  rmSync(join(folder, 'video0'));
  t.equal(await changed, 'video0 (usb1/1-2/video0) went away');
});

t.test('another device behind the same name', async (t) => {
  const { folder, changed } = watched(t);
  rmSync(join(folder, 'video0'));
  symlinkSync('../devices/usb1/1-4/video0', join(folder, 'video0'));
  t.equal(await changed, 'video0 (usb1/1-2/video0) went away, video0 (usb1/1-4/video0) appeared');
});

t.test('a folder that vanishes altogether, and silence after stop', async (t) => {
  const one = watched(t);
  rmSync(one.folder, { recursive: true });
  t.match(await one.changed, /video0 .* went away/);
  const stopped = watched(t);
  stopped.watch.stop();
  rmSync(stopped.folder, { recursive: true });
  const other = watched(t);
  rmSync(other.folder, { recursive: true });
  await other.changed;
  t.equal(stopped.calls(), 0, 'a watch begun later has spoken, this one has not');
});
