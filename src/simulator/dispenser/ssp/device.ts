import type { DeviceContext, SimulatedDevice } from '../dialect.ts';
import { bytesOf64, countersAnswer, levelsAnswer, serialAnswer, setupAnswer } from './answers.ts';
import { EventQueue, incomplete, values } from './eventQueue.ts';
import type { SspFault } from './faults.ts';
import { DeviceLink } from './link.ts';
import type { PermanentMemory } from './memory.ts';
import { type Request, readRequest, secret } from './requests.ts';
import { Secrecy } from './secrecy.ts';
import { Teller } from './teller.ts';

const OK = 0xf0;
const keyNotSet = Uint8Array.of(0xfa);

/** A SMART Payout by SSP, protocol version 6: one store, notes by denomination, encrypted payouts (reference §5). */
export class SspDevice implements SimulatedDevice {
  readonly memory: PermanentMemory;
  readonly #context: DeviceContext<SspFault>;
  readonly #link: DeviceLink;
  readonly #secrecy: Secrecy;
  readonly #events: EventQueue;
  readonly #teller: Teller;
  readonly #currency: string;
  #enabled = false;
  #payoutEnabled = false;

  constructor(context: DeviceContext<SspFault>) {
    const { settings, machine, timers, faults, write, random } = context;
    this.#context = context;
    this.#currency = settings.currency ?? 'CNY';
    this.memory = { serial: Number(settings.serial ?? 1_873_452), dispensed: 0, transferred: 0, running: null };
    this.#secrecy = new Secrecy(settings.key ?? '0123456701234567', random);
    this.#events = new EventQueue(faults);
    this.#teller = new Teller(context, this.memory, this.#events, this.#currency);
    this.#link = new DeviceLink({
      faults,
      timers,
      write,
      address: Number(settings.address ?? 0),
      look: (data) => (Secrecy.isLocked(data) ? (this.#secrecy.look(data)?.plain ?? null) : data),
      carryOut: (data) => this.#carryOut(data),
    });
    machine.onPowerLost = (backMs) => {
      this.powerOff();
      if (backMs !== null) timers.after(backMs, () => this.powerOn());
    };
    this.#events.add([0xf1]);
  }

  get busy(): boolean {
    return this.#teller.working || this.#link.busy;
  }

  get lastError(): string {
    return this.#teller.lastEvent.toString(16);
  }

  get cashCommands(): number {
    return this.#teller.cashCommands;
  }

  receive(bytes: Uint8Array): void {
    if (this.#context.machine.powered) this.#link.receive(bytes);
  }

  powerOff(): void {
    this.#context.machine.powerOff();
    this.#teller.powerOff();
    this.#forget();
    this.#link.reset();
  }

  /** Reports the reset, clears its path as far as it can, and says which payout was interrupted. */
  powerOn(): void {
    const { machine } = this.#context;
    machine.powerOn();
    this.#events.add([0xf1]);
    if (machine.pathBlocked && machine.exitBlocked) this.#events.add([0xce]);
    else if (machine.pathBlocked) {
      this.#events.add([0xca]);
      this.memory.transferred += 1;
      void machine.purge();
    }
    const { running } = this.memory;
    if (running) this.#events.add(incomplete(running.paid, running.asked, this.#currency), true);
    this.memory.running = null;
  }

  #forget(): void {
    this.#secrecy.forget();
    this.#events.clear();
    this.#enabled = false;
    this.#payoutEnabled = false;
  }

  #carryOut(data: Uint8Array): Uint8Array | null {
    if (!Secrecy.isLocked(data)) {
      if (secret.has(data[0] ?? 0)) return keyNotSet;
      return Uint8Array.from(this.#answer(readRequest(data)));
    }
    if (this.#context.faults.take('keyLost')) this.#secrecy.forget();
    if (!this.#secrecy.ready) return keyNotSet;
    const plain = this.#secrecy.open(data);
    return plain && this.#secrecy.lock(Uint8Array.from(this.#answer(readRequest(plain))));
  }

  #answer(request: Request): number[] {
    const { faults, machine } = this.#context;
    switch (request.ask) {
      case 'sync':
      case 'inhibits':
        return [OK];
      case 'protocol':
        return [request.version === 6 ? OK : 0xf8];
      case 'generator':
        this.#secrecy.setGenerator(request.value);
        return [OK];
      case 'modulus':
        this.#secrecy.setModulus(request.value);
        return [OK];
      case 'exchange': {
        const half = this.#secrecy.exchange(request.value);
        return half === null ? [0xf5] : [OK, ...bytesOf64(half)];
      }
      case 'setup':
        return [
          OK,
          ...setupAnswer(
            '0429',
            this.#currency,
            machine.cassettes.map((_, i) => this.#teller.valueOf(i)),
          ),
        ];
      case 'serial':
        this.memory.serial = faults.take('serialChange')?.serial ?? this.memory.serial;
        return [OK, ...serialAnswer(this.memory.serial)];
      case 'levels':
        return [OK, ...this.#levels()];
      case 'counters':
        return [OK, ...countersAnswer([0, 0, this.memory.dispensed, this.memory.transferred, 0])];
      case 'enable':
      case 'disable':
        this.#enabled = request.ask === 'enable';
        return [OK];
      case 'enablePayout':
      case 'disablePayout':
        this.#payoutEnabled = request.ask === 'enablePayout';
        return [OK];
      case 'poll':
        return [OK, ...this.#report(false)];
      case 'pollWithAck':
        return [OK, ...this.#report(true)];
      case 'eventAck':
        return this.#events.acknowledge() ? [OK] : [0xf5];
      case 'payout':
        return this.#teller.payout(request.wanted, request.pay, this.#enabled && this.#payoutEnabled);
      case 'payoutAmount':
        return this.#payoutAmount(request.value, request.currency, request.pay);
      case 'halt':
        return this.#teller.halt();
      case 'reset':
        if (this.#teller.working) return [0xf5, 3];
        this.#forget();
        this.#events.add([0xf1]);
        return [OK];
      case 'unlisted':
        return [0xf2];
      case 'malformed':
        return [0xf3];
    }
  }

  #report(repeat: boolean): number[] {
    const { machine, faults } = this.#context;
    const events = [...this.#events.take(repeat), ...this.#teller.progress()];
    if (faults.take('fraudAttempt')) events.push(...values(0xe6, 0, this.#currency));
    if (machine.pathBlocked) events.push(machine.exitBlocked ? 0xe9 : 0xea);
    if (!machine.trayPresent || machine.present.includes(false)) events.push(0xc6);
    if (!this.#enabled) events.push(0xe8);
    if (faults.take('unknownEvent')) events.push(0x42, 0x01, 0x02);
    return events;
  }

  #levels(): number[] {
    const { faults } = this.#context;
    const levels = this.#teller.levels();
    if (faults.take('levelMisread')) levels[0] = Math.max(0, levels[0]! - 1);
    return levelsAnswer(
      levels,
      levels.map((_, i) => this.#teller.valueOf(i)),
      this.#currency,
    );
  }

  /** The largest notes first; the host's driver does not use it, other hosts do. */
  #payoutAmount(value: number, currency: string, pay: boolean): number[] {
    let rest = value;
    const wanted = this.#context.machine.cassettes.map((stored, i) => {
      const note = this.#teller.valueOf(i);
      const count = Math.min(stored, Math.floor(rest / note));
      rest -= count * note;
      return { count, value: note, currency };
    });
    if (rest > 0) return [0xf5, 1];
    return this.#teller.payout(wanted, pay, this.#enabled && this.#payoutEnabled);
  }
}
