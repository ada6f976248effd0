import t from 'tap';
import { systemTimers } from '../../../src/lib/timers.ts';
import { Faults } from '../../../src/simulator/dispenser/faults.ts';
import { Lcdm2000Device } from '../../../src/simulator/dispenser/lcdm2000/device.ts';
import type { Lcdm2000Fault } from '../../../src/simulator/dispenser/lcdm2000/faults.ts';
import { HostParser } from '../../../src/simulator/dispenser/lcdm2000/wire.ts';
import type { LedgerSink } from '../../../src/simulator/dispenser/machine/ledger.ts';
import { DispenserMachine } from '../../../src/simulator/dispenser/machine/machine.ts';
import type { MachineFault } from '../../../src/simulator/dispenser/machine/machineFaults.ts';

/** The device without a line: bytes in, bytes out, movements in a list. */
function rig(load: [number, number] = [100, 100], nearEndBelow = 0) {
  const moved: string[] = [];
  const wrote: string[] = [];
  const ledger: LedgerSink = {
    add: (event, cassette, to) => void (event === 'note' && moved.push(`${cassette} ${to}`)),
  };
  const faults = new Faults<Lcdm2000Fault>();
  const machine = new DispenserMachine({
    ledger,
    faults: faults as unknown as Faults<MachineFault>,
    timers: systemTimers,
    load,
    noteMs: 0,
    takeMs: 0,
    nearEndBelow,
    rejectRate: 0,
    random: () => 1,
  });
  const write = (bytes: Uint8Array) => void wrote.push(Buffer.from(bytes).toString('hex').toUpperCase());
  const device = new Lcdm2000Device({
    machine,
    faults,
    timers: systemTimers,
    random: () => 1,
    write,
    hangUp: () => {},
    settings: { repeatMs: '60000' },
  });
  return {
    moved,
    machine,
    arm: (fault: Lcdm2000Fault) => faults.arm(fault),
    /** Sends host bytes, lets the notes move, and returns what the device wrote meanwhile. */
    async host(hex: string): Promise<string[]> {
      wrote.length = 0;
      device.receive(Uint8Array.from(Buffer.from(hex, 'hex')));
      for (let i = 0; i < 500 && device.busy && wrote.length < 2; i++) await new Promise((go) => setTimeout(go, 1));
      const answer = [...wrote];
      device.receive(Uint8Array.of(0x06));
      return answer;
    },
  };
}

// The simulator is checked against the bytes of the vendor specification, not against the daemon's code.
t.test('the exchanges as printed', async (t) => {
  const { host, moved } = rig();
  t.same(await host('045002460313'), ['06', '01500246303080000396'], 'STATUS, idle and good');
  t.same(await host('045002470312'), ['06', '0150024754323054353632340310'], 'ROM T20T 5624');
  t.same(await host('0450024530310311'), ['06', '0150024530313031313030300314'], 'UPPER 1, as captured');
  t.same(await host('0450025531350304'), ['06', '0150025531353135313030300304'], 'LOWER 15');
  t.same(await host('04500256313531350303'), ['06', '015002563135313531353135313030303030300337'], 'BOTH 15 + 15');
  t.same(await host('045002760323'), ['06', '0150027630313030303030310326'], 'TEST upper');
  t.equal(moved.filter((note) => note === '0 exit').length, 16);
  t.equal(moved.filter((note) => note === '1 exit').length, 30);
  t.same(moved.at(-1), '0 reject');
});

t.test('ran empty, near end and rejects in the answer', async (t) => {
  const { host, arm } = rig([8, 60], 50);
  arm({ kind: 'rejects', count: 1 });
  t.same(
    await host('0450024531300311'),
    ['06', '0150024530383037383130310312'],
    'UPPER 10 with 8 left, one rejected: ERR 38, near end',
  );
  t.same(await host('045002460313'), ['06', '015002463038C00003DE'], 'STATUS: upper empty and near end');
});

t.test('bad counts are answered with 3B, bad check bytes with NCK, and move nothing', async (t) => {
  const { host, moved } = rig();
  t.match((await host('0450024530300310'))[1], /^01500245303030303B/);
  t.same(await host('0450024530310312'), ['15'], 'wrong BCC');
  t.same(moved, []);
});

t.test('a missing tray or cassette is refused', async (t) => {
  const { host, machine, moved } = rig();
  machine.trayPresent = false;
  t.match((await host('0450024530310311'))[1], /^01500245303030303F/);
  t.same((await host('045002460313'))[1], '01500246303F804003D9');
  t.same(moved, []);
});

t.test('commands that dribble in too slowly are dropped', (t) => {
  const parser = new HostParser();
  t.same(parser.push(Uint8Array.of(0x04, 0x50, 0x02), 0), []);
  t.same(parser.push(Uint8Array.of(0x46, 0x03, 0x13), 201), [], 'the rest after 201 ms is no command');
  t.match(parser.push(Uint8Array.of(0x04, 0x50, 0x02, 0x46, 0x03, 0x13), 202), [{ what: 'command', code: 0x46 }]);
  t.same(parser.push(Uint8Array.of(0xff, 0x06, 0x15), 203), [{ what: 'ack' }, { what: 'nck' }]);
  t.end();
});
