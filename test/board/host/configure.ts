import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DemoKeys } from '../../../src/simulator/keys.ts';
import type { Board } from './board.ts';

const profile = readFileSync('firmware-config/boards/qemu-x86_64.toml', 'utf8');
const rules = readFileSync('firmware-config/boards/qemu-x86_64.rules', 'utf8');

/** What docs/install.md has an engineer do after the package is on the board, for the profile qemu-x86_64. */
export async function configure(board: Board, keys: DemoKeys['paths'], certificates: string, port: number) {
  // A port of its own for each test run.
  await board.write('/etc/tellersight/board.toml', profile.replace('10.0.2.2:8883', `10.0.2.2:${port}`));
  await board.write('/etc/udev/rules.d/70-tellersight.rules', rules);
  for (const [name, path] of Object.entries(keys)) {
    const suffix = name.endsWith('hmac') ? 'hex' : 'jwk';
    await board.write(`/etc/tellersight/keys/${name}.${suffix}`, readFileSync(path, 'utf8'));
  }
  for (const name of ['ca.pem', 'client.pem', 'client.key'])
    await board.write(`/etc/tellersight/fleet/${name}`, readFileSync(join(certificates, name), 'utf8'));
  await board.ok(SCRIPT);
}

const SCRIPT = `set -e
chmod 600 /etc/tellersight/keys/*
chown -R root:tellersight /etc/tellersight/fleet
chmod 750 /etc/tellersight/fleet; chmod 640 /etc/tellersight/fleet/*
install -D -m 644 /usr/share/doc/tellersight/examples/light/serial.conf \\
  /etc/systemd/system/tellersight-vision.service.d/light.conf
systemctl daemon-reload
udevadm control --reload
udevadm trigger --action=change --subsystem-match=tty --subsystem-match=video4linux
udevadm settle`;
