// The LCDM-2000 simulator: a process of its own on a pseudo-terminal, so that the daemon's true serial code runs.
// node src/simulator/dispenser/main.ts --link PATH --control SOCKET --ledger FILE [--seed N] [--load U,L] [--note-ms N]
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { type ControlCommand, serveControl } from './control.ts';
import { Device } from './device.ts';
import { Faults } from './faults.ts';
import { Ledger } from './ledger.ts';
import { DispenserModel } from './model.ts';
import { Pty } from './pty.ts';
import { seededRandom } from './seededRandom.ts';

const { values } = parseArgs({
  options: {
    link: { type: 'string' },
    control: { type: 'string' },
    ledger: { type: 'string' },
    seed: { type: 'string', default: '1' },
    load: { type: 'string', default: '500,500' },
    'note-ms': { type: 'string', default: '60' },
    'repeat-ms': { type: 'string', default: '500' },
    'reject-rate': { type: 'string', default: '0' },
    'near-end-below': { type: 'string', default: '50' },
    'take-ms': { type: 'string', default: '500' },
  },
});
const { link, control, ledger: ledgerPath } = values;
if (!link || !control || !ledgerPath) {
  process.stderr.write('usage: main.ts --link PATH --control SOCKET --ledger FILE [--seed N] [--load U,L]\n');
  process.exit(64);
}
process.umask(0o077);

const faults = new Faults();
const [upper = 0, lower = 0] = values.load.split(',').map(Number);
const model = new DispenserModel({
  ledger: new Ledger(ledgerPath),
  faults,
  load: [upper, lower],
  noteMs: Number(values['note-ms']),
  nearEndBelow: Number(values['near-end-below']),
  takeMs: Number(values['take-ms']),
  rejectRate: Number(values['reject-rate']),
  random: seededRandom(Number(values.seed)),
});
let pty = openPty(link);
const device = new Device({
  model,
  faults,
  write: (bytes) => pty.write(bytes),
  hangUp,
  repeatMs: Number(values['repeat-ms']),
});
const server = serveControl(control, handle);
server.on('listening', () => {
  process.stdout.write(`${JSON.stringify({ ready: true, link, pty: pty.slavePath, control, ledger: ledgerPath })}\n`);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  process.on(signal, () => {
    rmSync(link, { force: true });
    rmSync(control, { force: true });
    process.exit(0);
  });
}

function hangUp(reopenMs: number | null): void {
  pty.close();
  rmSync(link!, { force: true });
  if (reopenMs !== null) setTimeout(() => (pty = openPty(link!)), reopenMs);
}

/** The link is replaced in one step, so that the daemon never sees it missing while the device is there. */
function openPty(path: string): Pty {
  const opened = new Pty((bytes) => device.receive(bytes));
  rmSync(`${path}.new`, { force: true });
  symlinkSync(opened.slavePath, `${path}.new`);
  renameSync(`${path}.new`, path);
  return opened;
}

function handle(command: ControlCommand): unknown {
  if ('fault' in command) faults.arm(command.fault);
  if ('load' in command) model.load(command.load.cassette, command.load.notes);
  if ('present' in command) model.cassettePresent[command.present.cassette] = command.present.present;
  if ('cut' in command) hangUp(command.cut.reopenMs);
  if ('tray' in command) model.trayPresent = command.tray;
  if ('clear' in command) {
    faults.clear();
    model.clear();
  }
  return {
    cassettes: model.cassettes,
    inTray: model.inTray,
    lying: model.lying,
    lastError: model.lastError.toString(16),
    busy: device.busy,
  };
}
