import type { DeviceContext, SimulatedDevice } from '../dialect.ts';
import type { Movement, Stop } from '../machine/machine.ts';
import { countAnswer, type Head, shortAnswer } from './answers.ts';
import type { FujitsuFault } from './faults.ts';
import { DeviceLink } from './link.ts';
import { type Request, readRequest } from './requests.ts';

type Code = readonly [number, number];

const good: Code = [0, 0];
const powerLostInCount: Code = [0xfd, 0];
/** Codes of the table (reference §4.6) for what can happen in the machine; 16 more for each further cassette. */
const codes: Readonly<Record<Exclude<Stop, 'powerLost'>, Code>> = {
  done: good,
  cassetteMissing: [0x10, 0],
  cassetteEmpty: [0x11, 0],
  pickError: [0x16, 0],
  jamAtCheck: [0x78, 0x01],
  jamAtDiverter: [0x7a, 0],
  jamAtEject: [0x7d, 0],
  jamAtExit: [0x7c, 0],
  trayMissing: [0xb0, 0],
  pathBlocked: [0x70, 0],
};
const mostNotes = 20;
/** LC's three cassettes and a fourth. */
const defaultIds = [12, 10, 9, 6];
const healthyLevel = 5;

/** An F53 with four cassettes: stacks what it counts at the exit, wants to be initialised first and after every error. */
export class FujitsuDevice implements SimulatedDevice {
  readonly #context: DeviceContext<FujitsuFault>;
  readonly #link: DeviceLink;
  /** Keeps a power loss during a count in its memory, as an F56S does (FD). */
  readonly #f56: boolean;
  #ids: readonly number[] = defaultIds;
  #initialised = false;
  #counting = false;
  #interrupted = false;
  #error: Code = good;
  #life = 0;
  #unsolicited = false;
  cashCommands = 0;

  constructor(context: DeviceContext<FujitsuFault>) {
    const { settings, machine, timers, faults, write } = context;
    this.#context = context;
    this.#f56 = settings.f56 === 'true';
    this.#link = new DeviceLink({
      faults,
      timers,
      write,
      stepMs: Number(settings.stepMs ?? 5000),
      eager: settings.eager === 'true',
      isCount: (data) => data[1] === 0x03 || data[1] === 0x09,
      onFrame: (data) => void this.#onRequest(data[1]!, readRequest(data)),
      onSaid: () => this.#onSaid(),
    });
    machine.onPowerLost = (backMs) => {
      this.powerOff();
      if (backMs !== null) timers.after(backMs, () => this.powerOn());
    };
  }

  get busy(): boolean {
    return this.#link.deaf || this.#link.saying;
  }

  get lastError(): string {
    return this.#error[0].toString(16).padStart(2, '0');
  }

  receive(bytes: Uint8Array): void {
    if (this.#context.machine.powered) this.#link.receive(bytes);
  }

  powerOff(): void {
    if (this.#counting && this.#f56) this.#interrupted = true;
    this.#context.machine.powerOff();
    this.#life += 1;
    this.#counting = false;
    this.#initialised = false;
    this.#link.reset();
  }

  powerOn(): void {
    this.#context.machine.powerOn();
    this.#error = this.#interrupted ? powerLostInCount : good;
  }

  async #onRequest(command: number, request: Request): Promise<void> {
    const life = this.#life;
    this.#link.deaf = true;
    const data = await this.#work(command, request);
    const delay = command === 0x03 || command === 0x09 ? this.#context.faults.take('responseDelay') : null;
    if (delay) await new Promise<void>((resolve) => this.#context.timers.after(delay.ms, resolve));
    if (life !== this.#life) return; // the power was gone in between
    this.#link.deaf = false;
    this.#link.say(data);
  }

  async #work(command: number, request: Request): Promise<Uint8Array> {
    switch (request.ask) {
      case 'status': {
        const { faults } = this.#context;
        this.#ids = faults.take('idsChanged')?.ids ?? this.#ids;
        this.#unsolicited = faults.take('unsolicited') !== null;
        return shortAnswer(this.#head(command, this.#error));
      }
      case 'initialise':
        return this.#initialise(command, request.slots);
      case 'mechanicalReset':
        await this.#context.machine.purge();
        this.#initialised = false;
        return this.#short(command, good);
      case 'count':
      case 'countAndTransport':
        return this.#count(command, request.notes);
      case 'sensorLevel':
        return shortAnswer(this.#head(command, good), Array(15).fill(healthyLevel));
      case 'transport':
      case 'cancel':
        return shortAnswer(this.#head(command, good));
      case 'badParameter':
        return this.#short(command, [0xe6, 0]);
      case 'unknown':
        return this.#short(command, [0xe0, 0]);
    }
  }

  /** Takes what lies on the path to the reject box, and learns the note sizes. */
  async #initialise(command: number, slots: readonly boolean[]): Promise<Uint8Array> {
    const { machine } = this.#context;
    const missing = slots.findIndex((used, slot) => used && !machine.present[slot]);
    if (!machine.trayPresent) return this.#short(command, codes.trayMissing);
    if (missing >= 0) return this.#short(command, codeFor('cassetteMissing', missing));
    await machine.purge();
    this.#initialised = true;
    this.#interrupted = false;
    return this.#short(command, good);
  }

  async #count(command: number, notes: readonly number[]): Promise<Uint8Array> {
    const { machine, faults, hangUp } = this.#context;
    const asked = notes.reduce((sum, count) => sum + count, 0);
    const nothing = (code: Code) => this.#counted(command, code, [], []);
    if (this.#interrupted) return nothing(powerLostInCount);
    if (!this.#initialised) return nothing([0xe1, 0]);
    if (asked < 1 || asked > mostNotes) return nothing([0xe6, 0]);
    if (this.#atExit()) return nothing(codes.pathBlocked);
    this.cashCommands += 1;
    const cut = faults.take('hangUp');
    if (cut?.after === 0) hangUp(cut.reopenMs);
    machine.onNote = (moved) => {
      if (cut && moved === cut.after) hangUp(cut.reopenMs);
    };
    this.#counting = true;
    const movement = await machine.dispense(notes);
    this.#counting = false;
    const exited = movement.counts.map((counts) => counts.exited);
    const first = exited.findIndex((count) => count > 0);
    if (first >= 0 && faults.take('countMismatch')) exited[first]! -= 1;
    const rejected = movement.counts.map((counts) => counts.rejected);
    return this.#counted(command, this.#codeOf(movement), exited, rejected);
  }

  #codeOf({ stop, cassette }: Movement): Code {
    if (stop === 'done' || stop === 'powerLost') return good; // without power nobody hears it
    const wrong = this.#context.faults.take('errorCode');
    return wrong ? [wrong.code, 0] : codeFor(stop, cassette);
  }

  #counted(command: number, code: Code, exited: readonly number[], rejected: readonly number[]): Uint8Array {
    this.#end(code);
    return countAnswer(this.#head(command, code), exited, rejected);
  }

  #short(command: number, code: Code): Uint8Array {
    this.#end(code);
    return shortAnswer(this.#head(command, code));
  }

  #end(code: Code): void {
    this.#error = code;
    if (code[0] !== 0) this.#initialised = false;
  }

  #head(command: number, error: Code): Head {
    const { machine } = this.#context;
    return {
      command,
      error,
      notesAtExit: this.#atExit(),
      ids: this.#ids.map((id, i) => (machine.present[i] ? id : null)),
    };
  }

  #atExit(): boolean {
    return this.#context.machine.lying > 0 || this.#context.machine.exitBlocked;
  }

  #onSaid(): void {
    if (this.#context.faults.take('noise')) this.#context.write(Uint8Array.of(0x42, 0x10, 0x15, 0x00));
    if (!this.#unsolicited) return;
    this.#unsolicited = false;
    this.#link.say(countAnswer(this.#head(0x03, good), [7], []));
  }
}

function codeFor(stop: Exclude<Stop, 'powerLost'>, cassette: number): Code {
  const [code, additional] = codes[stop];
  const perCassette = stop === 'cassetteEmpty' || stop === 'cassetteMissing';
  return [perCassette ? code + 16 * cassette : code, additional];
}
