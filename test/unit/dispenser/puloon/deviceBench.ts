import type { SimulatedDevice } from '../../../../src/simulator/dispenser/dialect.ts';
import { Faults } from '../../../../src/simulator/dispenser/faults.ts';
import { lcdm2000 } from '../../../../src/simulator/dispenser/lcdm2000/dialect.ts';
import { lcdm4000 } from '../../../../src/simulator/dispenser/lcdm4000/dialect.ts';
import { LedgerSums } from '../../../../src/simulator/dispenser/machine/ledger.ts';
import { DispenserMachine } from '../../../../src/simulator/dispenser/machine/machine.ts';
import type { MachineFault } from '../../../../src/simulator/dispenser/machine/machineFaults.ts';
import { VirtualTime } from '../virtualTime.ts';
import { bytesOf, textOf } from './printedFrames.ts';
import type { Family, PuloonFault } from './rig.ts';

/** A simulated device without a daemon, in virtual time: literal bytes in, literal bytes out. */
export class DeviceBench {
  readonly time = new VirtualTime();
  readonly ledger = new LedgerSums();
  readonly faults = new Faults<PuloonFault>();
  readonly machine: DispenserMachine;
  readonly device: SimulatedDevice;
  readonly #wrote: string[] = [];
  #notesUntilReject = Number.POSITIVE_INFINITY;

  constructor(family: Family, settings: Readonly<Record<string, string>> = {}, nearEndBelow = 0, load = 100) {
    const { time, faults } = this;
    const dialect = family === 'lcdm2000' ? lcdm2000 : lcdm4000;
    this.machine = new DispenserMachine({
      ledger: this.ledger,
      faults: faults as unknown as Faults<MachineFault>,
      timers: time,
      random: () => (this.#notesUntilReject-- === 0 ? 0 : 0.99),
      load: Array.from({ length: dialect.cassettes }, () => load),
      noteMs: 10,
      nearEndBelow,
      takeMs: 0,
      rejectRate: 0.5,
    });
    this.device = dialect.create({
      machine: this.machine,
      faults: faults as unknown as Faults,
      timers: time,
      random: () => 0.99,
      settings,
      hangUp: () => {},
      write: (bytes) => void this.#wrote.push(textOf(bytes)),
    });
  }

  /** The note after so many more is rejected. */
  rejectAt(notes: number): void {
    this.#notesUntilReject = notes;
  }

  /** Sends bytes, lets the device work, acknowledges its answer, and returns what it wrote. */
  async host(text: string): Promise<string[]> {
    this.#wrote.length = 0;
    this.device.receive(bytesOf(text));
    let acknowledged = 0;
    for (let waited = 0; waited < 5000; waited += 50) {
      await this.time.pass(50);
      const answers = this.#wrote.filter((written) => written.startsWith('01 '));
      if (answers.length > acknowledged) this.device.receive(Uint8Array.of(0x06));
      acknowledged = answers.length;
    }
    return [...this.#wrote];
  }

  /** Sends bytes, acknowledges nothing, and returns what was written after so much time. */
  async silently(text: string, ms: number): Promise<string[]> {
    this.#wrote.length = 0;
    this.device.receive(bytesOf(text));
    await this.time.pass(ms);
    return [...this.#wrote];
  }
}
