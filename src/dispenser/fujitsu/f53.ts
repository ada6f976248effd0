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
import type { LineFactory } from '../serial/line.ts';
import { Port } from '../serial/port.ts';
import { splitSteps } from '../splitSteps.ts';
import { unknownReport } from '../unknownReport.ts';
import { f53Capability } from './capability.ts';
import { CassetteIdentity } from './cassetteIdentity.ts';
import { CountAndTransport } from './countAndTransport.ts';
import { CountBills } from './countBills.ts';
import type { CountResponse } from './countResponse.ts';
import { codeName, describeError } from './describeError.ts';
import { Initialise, type NoteSize } from './initialise.ts';
import { defaultLimits, type LineLimits } from './limits.ts';
import { FujitsuLine, type TransactionHooks } from './line.ts';
import { MechanicalReset } from './mechanicalReset.ts';
import type { Message } from './message.ts';
import { readCount } from './readCount.ts';
import { ResetWatch } from './resetWatch.ts';
import { runWritten, type WrittenEnding } from './runWritten.ts';
import { sortStray } from './sortStray.ts';
import { Status, type StatusResponse } from './status.ts';
import { toDispenserStatus } from './statusMapping.ts';
import { unansweredReport } from './unansweredReport.ts';

export interface FujitsuF53Options {
  readonly line: LineFactory;
  /** The notes of each cassette, slot 1 first. */
  readonly sizes: readonly NoteSize[];
  readonly maxNotesPerCommand: number;
  /**
   * Which command hands notes to the customer. `count` (60 03, the default) where stacking is the payout: the F53, and
   * what L and LC pay with alone [2+]. `countAndTransport` (60 09) for an F56 or F510 with a pool, where counted notes
   * rest inside until they are brought to the front [2: KI, CL; EN].
   */
  readonly delivery?: 'count' | 'countAndTransport';
  readonly limits?: Partial<LineLimits>;
  readonly timers?: Timers;
  readonly log: Log;
}

/** As the other programs send them: L, and the frame that CL captured has 2 retries. */
const maxRejects = [4, 4, 4, 4];
const pickRetries = [3, 3, 3, 3];

/** Fujitsu F53 and F56 (reference §4). Experimental: nothing here was checked against a unit. */
export class FujitsuF53 implements DispenserDriver {
  readonly capability: DispenserCapability;
  readonly #options: FujitsuF53Options;
  readonly #limits: LineLimits;
  readonly #timers: Timers;
  readonly #initialise: Initialise;
  readonly #identity: CassetteIdentity;
  readonly #port: Port;
  readonly #line: FujitsuLine;
  readonly #resets = new ResetWatch((message) => this.#listener.alarm('DISPENSER_RESET', message));
  #listener: DriverListener = { alarm() {}, late() {}, unsolicited() {}, identified() {} };
  /** The device knows the note sizes, and no error left notes on its path since. */
  #initialised = false;
  /** What was asked by the count whose answer is outstanding. */
  #open: readonly number[] | null = null;

  constructor(options: FujitsuF53Options) {
    this.#options = options;
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#timers = options.timers ?? systemTimers;
    this.#initialise = new Initialise(options.sizes);
    this.#identity = new CassetteIdentity(options.sizes.length);
    this.capability = f53Capability(options.sizes.length, options.maxNotesPerCommand);
    this.#line = new FujitsuLine({
      write: (bytes) => this.#port.write(bytes),
      timers: this.#timers,
      limits: this.#limits,
      onStray: (data, late) => this.#onStray(data, late),
      onUnreadable: (bytes) => {
        this.#listener.alarm('DISPENSER_UNEXPECTED', `${bytes.length} bytes on the idle line that nobody can read`);
      },
    });
    const events = {
      onBytes: (bytes: Uint8Array) => this.#line.receive(bytes),
      onUp: () => void this.#greet(),
      onDown: (reason: string) => {
        this.#initialised = false;
        this.#listener.alarm('DISPENSER_LINK_LOST', `the line to the dispenser was cut: ${reason}`);
      },
    };
    this.#port = new Port(options.line, events, () => this.#line.linkLost());
  }

  get connected(): boolean {
    return this.#port.up;
  }

  listen(listener: DriverListener): void {
    this.#listener = listener;
  }

  async start(): Promise<void> {
    await this.#port.start();
  }

  async stop(): Promise<void> {
    await this.#port.stop();
  }

  /** No question for firmware or serial number has two sources, so the cassettes' magnets stand for the device. */
  async identify(): Promise<DispenserIdentity> {
    const { cassetteIds } = await this.#port.exclusive(() => this.#askStatus());
    const checksum = this.#identity.update(cassetteIds);
    return { protocol: this.capability.protocol, firmware: '', checksum, serial: null };
  }

  async status(): Promise<DispenserStatus> {
    return toDispenserStatus(await this.#port.exclusive(() => this.#askStatus()), this.capability.cassettes);
  }

  async plan(notes: NoteCounts): Promise<readonly NoteCounts[]> {
    return splitSteps(notes, this.capability.maxNotesPerCommand);
  }

  dispense(notes: NoteCounts, trace: DispenseTrace): Promise<DispenseReport> {
    return this.#port.exclusive(async () => {
      const message = this.#count(notes);
      await this.#freeExit();
      if (!this.#initialised) await this.#prepare();
      const ending = await this.#run(message, trace);
      this.#open = ending.kind === 'response' || ending.kind === 'refused' ? null : notes;
      const { cassettes } = this.capability;
      const report = ending.kind === 'response' ? this.#read(ending.data, notes) : unansweredReport(ending, cassettes);
      // After any error notes stay on the path until the next initialisation (L PR #353).
      this.#initialised = report.outcome === 'dispensed';
      return report;
    });
  }

  /**
   * No question for the last result is known (reference §4.8). A note at the exit would show that some left, a free exit
   * would not show that none did, and neither counts: so nothing is asked.
   */
  async recover(open: OpenCommand): Promise<DispenseReport> {
    const reason = `the device cannot be asked about an earlier command of ${open.notes.join('/')} notes`;
    return unknownReport(reason, this.capability.cassettes);
  }

  purge(trace: DispenseTrace): Promise<PurgeReport> {
    return this.#port.exclusive(async () => {
      const message = new MechanicalReset();
      this.#initialised = false; // the device forgets the note sizes with it
      const ending = await this.#run(message, trace);
      if (ending.kind === 'refused') return { outcome: 'notExecuted', deviceCode: null, deviceMeaning: 'refused' };
      if (ending.kind !== 'response') return { outcome: 'unknown', deviceCode: null, deviceMeaning: ending.kind };
      const { abnormal, code, additional } = message.parse(ending.data);
      return {
        outcome: !abnormal && code === 0 ? 'purged' : 'suspect',
        deviceCode: codeName(code, additional),
        deviceMeaning: describeError(code, additional),
      };
    });
  }

  #count(notes: readonly number[]): Message<CountResponse> {
    const request = { notes, maxRejects, pickRetries };
    return this.#options.delivery === 'countAndTransport' ? new CountAndTransport(request) : new CountBills(request);
  }

  /**
   * Waits until the customer has taken what an earlier count stacked: an answer could not be told from its notes. The
   * question also is a barrier: once it is answered, no answer to an earlier command is on its way any more.
   */
  async #freeExit(): Promise<void> {
    const until = this.#timers.nowMs() + this.#limits.exitMs;
    while ((await this.#askStatus()).notesAtExit) {
      if (this.#timers.nowMs() >= until) {
        throw new TellersightError('DISPENSER_NOT_READY', 'notes of an earlier command still lie at the exit');
      }
      await new Promise<void>((resolve) => this.#timers.after(this.#limits.exitPollMs, resolve));
    }
  }

  /**
   * Initialises the device: before the first count of this process and after every error. It moves notes that an error
   * left on the path, so it happens on the way to a payout that the engine allows and never on its own account; the exit
   * was just seen free.
   */
  async #prepare(): Promise<void> {
    const ending = await this.#run(this.#initialise);
    if (ending.kind !== 'response') throw new TellersightError('DISPENSER_PROTOCOL', `INITIALISE: ${ending.kind}`);
    const { abnormal, code, additional, notesAtExit } = this.#initialise.parse(ending.data);
    if (abnormal || code !== 0) {
      const why = `${codeName(code, additional)}, ${describeError(code, additional)}`;
      throw new TellersightError('DISPENSER_NOT_READY', `the dispenser cannot be initialised: ${why}`);
    }
    if (notesAtExit) throw new TellersightError('DISPENSER_NOT_READY', 'the initialisation brought a note to the exit');
    this.#initialised = true;
  }

  async #askStatus(): Promise<StatusResponse> {
    const message = new Status();
    const ending = await this.#run(message);
    if (ending.kind === 'linkLost') throw new TellersightError('DISPENSER_OFFLINE', 'the line was cut');
    if (ending.kind !== 'response') throw new TellersightError('DISPENSER_PROTOCOL', `STATUS: ${ending.kind}`);
    const response = message.parse(ending.data);
    this.#look(response.code);
    return response;
  }

  /** @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL, or what `hooks.sent` threw, while no byte of the frame was written */
  async #run(message: Message<unknown>, hooks?: TransactionHooks): Promise<WrittenEnding> {
    this.#port.requireUp();
    return runWritten(this.#line, message, hooks);
  }

  async #greet(): Promise<void> {
    try {
      this.#listener.identified(await this.identify());
    } catch (error) {
      this.#options.log.error(error);
    }
  }

  #read(data: Uint8Array, requested: readonly number[]): DispenseReport {
    const { report, code } = readCount(data, requested, this.capability.cassettes);
    if (code !== null) this.#look(code);
    return report;
  }

  #look(code: number): void {
    if (this.#resets.look(code, this.#initialised)) this.#initialised = false;
  }

  #onStray(data: Uint8Array, late: boolean): void {
    const open = this.#open;
    const kind = sortStray(data, late);
    if (kind === 'count' && late && open !== null) {
      this.#open = null;
      this.#listener.late(this.#read(data, open));
    } else if (kind === 'count') {
      this.#listener.unsolicited({ ...this.#read(data, []), outcome: 'suspect' });
    } else if (kind === 'givenUp') {
      this.#options.log.debug('an answer to a question that was given up was dropped');
    } else {
      this.#listener.alarm('DISPENSER_UNEXPECTED', 'a frame of the dispenser that answers nothing it was asked');
    }
  }
}
