import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';

const folder = join(import.meta.dirname, '../../../systemd');
const read = (name: string) => readFileSync(join(folder, name), 'utf8');
/** The values of a directive, in order. */
const values = (unit: string, directive: string) =>
  [...read(unit).matchAll(new RegExp(`^${directive}=(.*)$`, 'gm'))].map(([, value]) => value);

t.test('what each process must not have', async (t) => {
  const [teller, vision] = ['tellersight.service', 'tellersight-vision.service'];
  t.same(values(vision, 'PrivateNetwork'), ['yes']);
  t.same(values(vision, 'RestrictAddressFamilies'), ['AF_UNIX']);
  t.same(values(vision, 'DeviceAllow'), ['char-video4linux rw'], 'vision: cameras only');
  for (const directive of ['StateDirectory', 'CacheDirectory', 'LogsDirectory', 'ReadWritePaths', 'LoadCredential']) {
    t.same(values(vision, directive), [], `vision has no ${directive}`);
  }
  t.same(values(vision, 'RuntimeDirectory'), ['tellersight-light'], 'one folder in memory, for the note of the light');
  t.same(values(vision, 'RuntimeDirectoryPreserve'), ['yes'], 'a note that is gone after a crash is none');
  t.notOk(
    values(teller, 'DeviceAllow').some((value) => value?.includes('video')),
    'teller: no camera',
  );
  t.notOk(values(teller, 'SupplementaryGroups').some((value) => value?.includes('video')));
  t.equal(values(teller, 'LoadCredential').length, 5, 'keys are credentials');
  for (const unit of [teller, vision]) {
    t.same(values(unit, 'LimitCORE'), ['0'], `${unit}: no core files`);
    t.same(values(unit, 'NoNewPrivileges'), ['yes']);
    t.same(values(unit, 'ProtectSystem'), ['strict']);
    t.same(values(unit, 'CapabilityBoundingSet'), ['']);
    t.same(values(unit, 'RestartPreventExitStatus'), ['78']);
    t.equal(values(unit, 'WatchdogSec').length, 1);
    t.match(
      values(unit, 'ExecStart')[0],
      /^\/usr\/lib\/tellersight\/bin\/node /,
      'the pinned Node, nothing in between',
    );
  }
  t.same(values(vision, 'Environment').includes('ORT_DISABLE_TELEMETRY=1'), true);
});

t.test('a drop-in of a light gives vision that light and nothing else', async (t) => {
  const lights = readdirSync(join(folder, 'light'));
  t.same(lights.sort(), ['gpio.conf', 'led.conf', 'serial.conf'], 'a camera that switches it itself needs none');
  const allowed = {
    'gpio.conf': ['DeviceAllow=char-gpiochip rw'],
    'led.conf': ['ReadWritePaths=/sys/class/leds/NAME/'],
    'serial.conf': ['DeviceAllow=/dev/tellersight/light rw'],
  };
  for (const [name, lines] of Object.entries(allowed)) {
    const [, service = ''] = read(`light/${name}`).split('[Service]\n');
    t.same(service.trim().split('\n'), lines, name);
  }
});

t.test('sealed keys replace the plain ones, each of them', async (t) => {
  const plain = values('tellersight.service', 'LoadCredential').map((value) => `${value}.cred`);
  t.same(values('examples/sealed-keys.conf', 'LoadCredentialEncrypted'), plain);
  t.same(values('examples/sealed-keys.conf', 'LoadCredential'), [''], 'the list of the unit is emptied');
});

const installed = spawnSync('systemd-analyze', ['--version'], { stdio: 'ignore' }).status === 0;
t.test('systemd itself', { skip: installed ? false : 'systemd-analyze is not installed' }, async (t) => {
  const units = readdirSync(folder).filter((name) => name.endsWith('.service'));
  t.equal(units.length, 2);
  for (const unit of units) {
    const { stdout } = spawnSync('systemd-analyze', ['security', '--offline=yes', join(folder, unit)], {
      encoding: 'utf8',
    });
    const exposure = Number(/Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1]);
    t.ok(exposure <= 2, `${unit}: exposure ${exposure} (R26: at most 2.0)`);
    const { stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', join(folder, unit)], { encoding: 'utf8' });
    // Installed nowhere here, so the one complaint allowed is that Node is not where a board has it.
    const complaints = stderr
      .split('\n')
      .filter((line) => line.includes(unit) && !/bin\/node is not executable/.test(line));
    t.same(complaints, [], `${unit} has no unknown directive`);
  }
});
