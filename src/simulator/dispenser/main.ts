// A dispenser simulator: a process of its own on a pseudo-terminal, so that the daemon's true serial code runs.
// node src/simulator/dispenser/main.ts --link PATH --control SOCKET --ledger FILE [--dialect NAME] [--seed N]
//   [--load N,N] [--values MINOR,MINOR] [--note-ms N] [--set KEY=VALUE ...]
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { systemTimers } from '../../lib/timers.ts';
import { type ControlCommand, serveControl } from './control.ts';
import { dialects } from './dialects.ts';
import { Faults } from './faults.ts';
import { Ledger } from './machine/ledger.ts';
import { DispenserMachine } from './machine/machine.ts';
import type { MachineFault } from './machine/machineFaults.ts';
import { Pty } from './pty.ts';
import { seededRandom } from './seededRandom.ts';

const { values } = parseArgs({
  options: {
    link: { type: 'string' },
    control: { type: 'string' },
    ledger: { type: 'string' },
    dialect: { type: 'string', default: 'puloon-lcdm2000' },
    seed: { type: 'string', default: '1' },
    load: { type: 'string' },
    values: { type: 'string', default: '10000,5000,2000,1000' },
    'note-ms': { type: 'string', default: '60' },
    'reject-rate': { type: 'string', default: '0' },
    'near-end-below': { type: 'string', default: '50' },
    'take-ms': { type: 'string', default: '500' },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const { link, control, ledger: ledgerPath } = values;
const dialect = dialects[values.dialect];
if (!link || !control || !ledgerPath || !dialect) {
  process.stderr.write(
    'usage: main.ts --link PATH --control SOCKET --ledger FILE [--dialect NAME] [--seed N] [--load N,N]\n' +
      `dialects: ${Object.keys(dialects).join(', ')}\n`,
  );
  process.exit(64);
}
process.umask(0o077);

const faults = new Faults();
const random = seededRandom(Number(values.seed));
const load = values.load?.split(',').map(Number) ?? [];
const machine = new DispenserMachine({
  ledger: new Ledger(ledgerPath),
  faults: faults as Faults<MachineFault>,
  timers: systemTimers,
  random,
  load: Array.from({ length: dialect.cassettes }, (_, i) => load[i] ?? 500),
  valuesMinor: values.values.split(',').map(Number),
  noteMs: Number(values['note-ms']),
  nearEndBelow: Number(values['near-end-below']),
  takeMs: Number(values['take-ms']),
  rejectRate: Number(values['reject-rate']),
});
let pty = openPty(link);
const device = dialect.create({
  machine,
  faults,
  timers: systemTimers,
  random,
  write: (bytes) => pty.write(bytes),
  hangUp,
  settings: Object.fromEntries(values.set.map((pair) => pair.split('=', 2) as [string, string])),
});
const server = serveControl(control, dialect.faultSchema, handle);
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
  if ('load' in command) machine.load(command.load.cassette, command.load.notes);
  if ('present' in command) machine.present[command.present.cassette] = command.present.present;
  if ('cut' in command) hangUp(command.cut.reopenMs);
  if ('tray' in command) machine.trayPresent = command.tray;
  if ('powerCycle' in command) {
    device.powerOff();
    setTimeout(() => device.powerOn(), command.powerCycle.backMs);
  }
  if ('clear' in command) {
    faults.clear();
    machine.clear();
    if (!machine.powered) device.powerOn();
  }
  return {
    cassettes: machine.cassettes,
    inTray: machine.inTray,
    lying: machine.lying,
    lastError: device.lastError,
    busy: device.busy || machine.moving,
  };
}
