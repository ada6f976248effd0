import t from 'tap';
import type { Ending } from '../../../../src/dispenser/puloon/ending.ts';
import { lcdm2000Dialect } from '../../../../src/dispenser/puloon/lcdm2000/dialect.ts';
import { DispenseUpper } from '../../../../src/dispenser/puloon/lcdm2000/dispenseUpper.ts';
import { Status } from '../../../../src/dispenser/puloon/lcdm2000/status.ts';
import { defaultLimits } from '../../../../src/dispenser/puloon/limits.ts';
import { PuloonLine } from '../../../../src/dispenser/puloon/line.ts';
import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';
import { VirtualTimers } from '../virtualTimers.ts';

const rounds = 3000;

/**
 * A device in virtual time whose line loses, damages, delays and adds bytes as a seed says. It refuses only what it does
 * not execute. A stray NCK never comes together with a lost ACK: that pair looks like a refusal to every host.
 */
class UnluckyDevice {
  executed = 0;
  readonly #timers: VirtualTimers;
  readonly #random: () => number;
  readonly #send: (bytes: Uint8Array) => void;
  #answer: Uint8Array | null = null;
  #sent = 0;

  constructor(timers: VirtualTimers, random: () => number, send: (bytes: Uint8Array) => void) {
    this.#timers = timers;
    this.#random = random;
    this.#send = send;
  }

  receive(bytes: Uint8Array): void {
    if (bytes[0] === 0x06) this.#answer = null;
    else if (bytes[0] === 0x15) this.#timers.after(1, () => this.#transmit());
    else if (bytes[3] === 0x45) this.#onDispense();
  }

  #chance(probability: number): boolean {
    return this.#random() < probability;
  }

  #onDispense(): void {
    if (this.#chance(0.1)) return; // the command is lost
    if (this.#chance(0.2)) {
      this.#later(50, [0x15]);
      return;
    }
    this.executed += 1;
    if (this.#chance(0.3)) {
      if (this.#chance(0.5)) this.#later(5, [0x15]);
      this.#later(20 + this.#random() * 480, [0x06]);
    } else if (this.#chance(0.6)) this.#later(this.#random() * 500, [0x06]);
    if (this.#chance(0.3)) this.#later(600 + this.#random() * 1000, [0xff, 0xff]);
    if (this.#chance(0.3)) this.#later(800 + this.#random() * 1000, [0x01, 0x8d, 0x01]);
    const body = [0x01, 0x50, 0x02, 0x45, 0x30, 0x31, 0x30, 0x31, 0x31, 0x30, 0x30, 0x30, 0x03, 0x14];
    this.#timers.after(2000 + this.#random() * 80_000, () => {
      this.#answer = Uint8Array.from(body);
      this.#sent = 0;
      this.#transmit();
    });
  }

  /** Three times in all, as the specification has it; each copy may be lost or damaged. */
  #transmit(): void {
    if (!this.#answer || this.#sent >= 3) return;
    this.#sent += 1;
    this.#timers.after(500, () => this.#transmit());
    if (this.#chance(0.3)) return;
    const copy = Uint8Array.from(this.#answer);
    if (this.#chance(0.3)) copy[Math.floor(this.#random() * copy.length)]! ^= 1 << Math.floor(this.#random() * 8);
    this.#later(1, this.#chance(0.1) ? copy.subarray(0, 9) : copy);
  }

  #later(ms: number, bytes: Iterable<number>): void {
    this.#timers.after(ms, () => this.#send(Uint8Array.from(bytes)));
  }
}

t.test(`${rounds} unlucky lines: at most one dispense, and no wrong certainty`, async (t) => {
  const endings: Record<string, number> = {};
  const wrong: string[] = [];
  for (let seed = 1; seed <= rounds; seed++) {
    const timers = new VirtualTimers();
    let late = 0;
    const line: PuloonLine = new PuloonLine({
      write: (bytes) => device.receive(bytes),
      timers,
      limits: defaultLimits,
      dialect: lcdm2000Dialect,
      onUnexpected: () => {},
      onMissingEot: () => {},
      onStray: () => {
        late += 1;
      },
    });
    const device = new UnluckyDevice(timers, seededRandom(seed), (bytes) => line.receive(bytes));
    let ending: Ending | null = null;
    line.run(new DispenseUpper(1)).then((value) => {
      ending = value;
    });
    timers.advance(100_000);
    await Promise.resolve();
    await Promise.resolve();
    const end = ending as Ending | null;
    endings[end?.kind ?? 'never'] = (endings[end?.kind ?? 'never'] ?? 0) + 1;
    if (device.executed > 1) wrong.push(`seed ${seed}: dispensed ${device.executed} times`);
    if (end === null) wrong.push(`seed ${seed}: never ends`);
    if (end?.kind === 'response' && device.executed !== 1) wrong.push(`seed ${seed}: an answer to nothing`);
    if (end?.kind === 'refused' && device.executed !== 0) wrong.push(`seed ${seed}: refused, and yet dispensed`);
    if (late > 0 && device.executed === 0) wrong.push(`seed ${seed}: a stray answer out of nothing`);
    // The line is usable afterwards, whatever happened, and a status question never gets the dispense's answer.
    let status: Ending | null = null;
    line.run(new Status('lcdm2000')).then((value) => {
      status = value;
    });
    timers.advance(20_000);
    await Promise.resolve();
    await Promise.resolve();
    if ((status as Ending | null)?.kind !== 'silence') wrong.push(`seed ${seed}: status ended otherwise`);
  }
  t.same(wrong, []);
  for (const kind of ['response', 'refused', 'silence', 'unreadable']) t.ok(endings[kind]! > 0, `${kind} happened`);
  t.equal(endings.never, undefined);
});
