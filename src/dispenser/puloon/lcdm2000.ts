import { TellersightError } from '../../lib/errors.ts';
import { systemTimers, type Timers } from '../../lib/timers.ts';
import type { Log } from '../../system/log.ts';
import type {
  DispenseReport,
  DispenserCapability,
  DispenserDriver,
  DispenserIdentity,
  DispenserStatus,
  DispenseTrace,
  DriverListener,
  NoteCounts,
  OpenCommand,
  PurgeReport,
} from '../driver.ts';
import type { Line, LineFactory } from '../serial/line.ts';
import { splitSteps } from '../splitSteps.ts';
import { DispenseBoth } from './dispenseBoth.ts';
import { DispenseLower } from './dispenseLower.ts';
import type { DispenseResponse } from './dispenseResponse.ts';
import { DispenseUpper } from './dispenseUpper.ts';
import { deviceError, hexCode } from './errors.ts';
import type { ResponseFrame } from './frame.ts';
import { judge, unknownReport } from './judge.ts';
import { defaultLimits, type LineLimits } from './limits.ts';
import type { Message } from './message.ts';
import { Purge } from './purge.ts';
import { Rom } from './rom.ts';
import { Status } from './status.ts';
import { toDispenserStatus } from './statusMapping.ts';
import { type Ending, PuloonLine } from './transaction.ts';

export interface Lcdm2000Options {
  readonly line: LineFactory;
  /** 1 = LCDM-1000 (upper only), 2 = LCDM-2000. */
  readonly cassettes: 1 | 2;
  readonly maxNotesPerCommand: number;
  readonly limits?: Partial<LineLimits>;
  readonly timers?: Timers;
  readonly log: Log;
}

type DispenseMessage = Message<DispenseResponse>;

/** Puloon LCDM-1000 and LCDM-2000 (vendor specification LCDM-2000T V3.2): 8N1, straight payout, no result query. */
export class Lcdm2000 implements DispenserDriver {
  readonly capability: DispenserCapability;
  readonly #log: Log;
  readonly #link: Line;
  readonly #line: PuloonLine;
  #listener: DriverListener = { alarm() {}, late() {}, unsolicited() {}, identified() {} };
  #queue: Promise<unknown> = Promise.resolve();
  /** The dispense whose answer is outstanding, to read it when it comes late. */
  #open: { readonly message: DispenseMessage; readonly requested: readonly [number, number] } | null = null;

  constructor(options: Lcdm2000Options) {
    this.#log = options.log;
    this.capability = capabilityOf(options);
    this.#line = new PuloonLine({
      write: (bytes) => this.#write(bytes),
      timers: options.timers ?? systemTimers,
      limits: { ...defaultLimits, ...options.limits },
      onStray: (frame, late) => this.#onStray(frame, late),
    });
    this.#link = options.line({
      onBytes: (bytes) => this.#line.receive(bytes),
      onUp: () => void this.#greet(),
      onDown: (reason) => {
        this.#line.linkLost();
        this.#listener.alarm('DISPENSER_LINK_LOST', `the line to the dispenser was cut: ${reason}`);
      },
    });
  }

  get connected(): boolean {
    return this.#link.up;
  }

  listen(listener: DriverListener): void {
    this.#listener = listener;
  }

  async start(): Promise<void> {
    await this.#link.start();
  }

  async stop(): Promise<void> {
    await this.#link.stop();
    this.#line.linkLost();
  }

  async identify(): Promise<DispenserIdentity> {
    const { version, checksum } = await this.#query(new Rom());
    return { protocol: this.capability.protocol, firmware: version, checksum, serial: null };
  }

  async status(): Promise<DispenserStatus> {
    const { cassettes } = this.capability;
    return toDispenserStatus(await this.#query(new Status(cassettes === 1 ? 'lcdm1000' : 'lcdm2000')), cassettes);
  }

  dispense(notes: NoteCounts, trace: DispenseTrace): Promise<DispenseReport> {
    return this.#exclusive(async () => {
      const requested = [notes[0] ?? 0, notes[1] ?? 0] as const;
      const message = messageFor(requested);
      await this.#ready();
      this.#open = { message, requested };
      const ending = await this.#line.run(message, trace);
      if (ending.kind === 'response' || ending.kind === 'refused') this.#open = null;
      return this.#report(message, requested, ending);
    });
  }

  async plan(notes: NoteCounts): Promise<readonly NoteCounts[]> {
    return splitSteps(notes, this.capability.maxNotesPerCommand);
  }

  /** The device keeps no last result and knows no transaction ids (reference: absent from the vendor's texts). */
  async recover(open: OpenCommand): Promise<DispenseReport> {
    return unknownReport(`the device cannot be asked about an earlier command of ${open.notes.join('/')} notes`);
  }

  purge(trace: DispenseTrace): Promise<PurgeReport> {
    return this.#exclusive(async () => {
      const message = new Purge();
      await this.#ready();
      const ending = await this.#line.run(message, trace);
      if (ending.kind === 'refused') return { outcome: 'notExecuted', deviceCode: null, deviceMeaning: 'refused' };
      if (ending.kind !== 'response') return { outcome: 'unknown', deviceCode: null, deviceMeaning: ending.kind };
      const { error } = message.parse(ending.data);
      const { meaning, effect } = deviceError(error);
      const outcome = effect === 'ok' ? 'purged' : effect === 'notExecuted' ? 'notExecuted' : 'suspect';
      return { outcome, deviceCode: hexCode(error), deviceMeaning: meaning };
    });
  }

  #report(message: DispenseMessage, requested: readonly [number, number], ending: Ending): DispenseReport {
    switch (ending.kind) {
      case 'response':
        return read(message, requested, ending.data);
      case 'refused':
        return { ...unknownReport(`refused ${ending.attempts} times`), outcome: 'notExecuted', exited: [0, 0] };
      case 'silence':
        return unknownReport(ending.acknowledged ? 'accepted, but no answer came' : 'neither accepted nor answered');
      case 'unreadable':
        return unknownReport('the answer stayed unreadable after three repeats');
      case 'linkLost':
        return unknownReport('the line was cut before the answer came');
    }
  }

  async #query<T>(message: Message<T>): Promise<T> {
    return this.#exclusive(async () => {
      this.#requireLink();
      const ending = await this.#line.run(message);
      if (ending.kind === 'response') return message.parse(ending.data);
      if (ending.kind === 'linkLost') throw new TellersightError('DISPENSER_OFFLINE', 'the line was cut');
      throw new TellersightError('DISPENSER_PROTOCOL', `${message.name}: ${ending.kind}`);
    });
  }

  /** The protocol has no sequence numbers: one command at a time. */
  #exclusive<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(work);
    this.#queue = turn.catch(() => {});
    return turn;
  }

  async #greet(): Promise<void> {
    try {
      this.#listener.identified(await this.identify());
    } catch (error) {
      this.#log.error(error);
    }
  }

  #onStray(frame: ResponseFrame, late: boolean): void {
    const open = this.#open;
    if (late && open !== null && open.message.command === frame.command) {
      this.#open = null;
      this.#listener.late(read(open.message, open.requested, frame.data));
      return;
    }
    const message = [new DispenseUpper(1), new DispenseLower(1), new DispenseBoth(1, 1)].find(
      ({ command }) => command === frame.command,
    );
    if (message) {
      this.#listener.unsolicited({ ...read(message, [0, 0], frame.data), outcome: 'suspect' });
    } else if (frame.command === 0x46 || frame.command === 0x47) {
      this.#log.debug('late answer to a status question dropped');
    } else {
      this.#listener.alarm('DISPENSER_UNEXPECTED', `an answer to command ${hexCode(frame.command)} nobody sent`);
    }
  }

  async #ready(): Promise<void> {
    if (!(await this.#line.whenSettled())) {
      throw new TellersightError('DISPENSER_PROTOCOL', 'the line does not become quiet, nothing was sent');
    }
    this.#requireLink();
  }

  #requireLink(): void {
    if (!this.#link.up) throw new TellersightError('DISPENSER_OFFLINE', 'the line to the dispenser is not open');
  }

  #write(bytes: Uint8Array): void {
    // A port that died between check and write ends the transaction like a cut line, through onDown.
    if (this.#link.up) this.#link.write(bytes);
    else queueMicrotask(() => this.#line.linkLost());
  }
}

/** Count 00 in the combined command is undocumented, so one-sided requests use the single commands. */
function messageFor([upper, lower]: readonly [number, number]): DispenseMessage {
  if (upper > 0 && lower > 0) return new DispenseBoth(upper, lower);
  return lower > 0 ? new DispenseLower(lower) : new DispenseUpper(upper);
}

/** An answer with a good BCC and fields that cannot be read is an answer with doubtful counts. */
function read(message: DispenseMessage, requested: readonly [number, number], data: Uint8Array): DispenseReport {
  try {
    return judge(requested, message.parse(data));
  } catch (error) {
    const discrepancy = error instanceof Error ? error.message : String(error);
    return { ...unknownReport('answer with unreadable fields'), outcome: 'suspect', discrepancy };
  }
}

function capabilityOf(options: Lcdm2000Options): DispenserCapability {
  return {
    protocol: options.cassettes === 1 ? 'puloon-lcdm1000' : 'puloon-lcdm2000',
    cassettes: options.cassettes,
    maxNotesPerCommand: Math.min(60, options.maxNotesPerCommand),
    resultRetrievable: false,
    encrypted: false,
    experimental: false,
    statements: [
      'An answer with a good check byte states the notes that passed the exit sensor; the check byte (XOR) can miss two equal bit errors.',
      'A lost answer cannot be asked for later: the device keeps no last result and knows no transaction ids.',
      'A clear path does not prove that nothing was paid.',
      'A refusal (NCK) is believed when nothing contradicts it for the time of an ACK; a stray NCK and a lost ACK on the same command would look the same.',
      'The device authenticates nothing: whoever holds the cable can command it. Lock the cable and watch the line.',
    ],
  };
}
