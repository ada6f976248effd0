import type { Timers } from '../../lib/timers.ts';
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
import { splitSteps } from '../splitSteps.ts';
import { unknownReport } from '../unknownReport.ts';
import { PuloonChannel } from './channel.ts';
import type { ResponseFrame } from './frame.ts';
import { hexCode } from './hexCode.ts';
import { lcdm2000Capability } from './lcdm2000/capability.ts';
import { lcdm2000Dialect } from './lcdm2000/dialect.ts';
import { dispenseMessage } from './lcdm2000/dispenseMessage.ts';
import type { DispenseResponse } from './lcdm2000/dispenseResponse.ts';
import { deviceError } from './lcdm2000/errors.ts';
import { Purge } from './lcdm2000/purge.ts';
import { readDispense } from './lcdm2000/readDispense.ts';
import { Rom } from './lcdm2000/rom.ts';
import { Status } from './lcdm2000/status.ts';
import { toDispenserStatus } from './lcdm2000/statusMapping.ts';
import type { LineLimits } from './limits.ts';
import type { Message } from './message.ts';
import { purgeReport } from './purgeReport.ts';
import { unansweredReport } from './unansweredReport.ts';

export interface Lcdm2000Options {
  readonly line: LineFactory;
  /** 1 = LCDM-1000 (upper only), 2 = LCDM-2000. */
  readonly cassettes: 1 | 2;
  readonly maxNotesPerCommand: number;
  readonly limits?: Partial<LineLimits>;
  readonly timers?: Timers;
  readonly log: Log;
}

/** Puloon LCDM-1000 and LCDM-2000 (vendor specification LCDM-2000T V3.2): 8N1, straight payout, no result query. */
export class Lcdm2000 implements DispenserDriver {
  readonly capability: DispenserCapability;
  readonly #log: Log;
  readonly #channel: PuloonChannel;
  readonly #status: Status;
  #listener: DriverListener = { alarm() {}, late() {}, unsolicited() {}, identified() {} };
  /** The dispense whose answer is outstanding, to read it when it comes late. */
  #open: { readonly message: Message<DispenseResponse>; readonly requested: NoteCounts } | null = null;

  constructor(options: Lcdm2000Options) {
    const { line, limits, timers } = options;
    this.#log = options.log;
    this.capability = lcdm2000Capability(options);
    this.#status = new Status(options.cassettes === 1 ? 'lcdm1000' : 'lcdm2000');
    this.#channel = new PuloonChannel({
      dialect: lcdm2000Dialect,
      line,
      limits,
      timers,
      onUp: () => void this.#greet(),
      onDown: (reason) => {
        this.#listener.alarm('DISPENSER_LINK_LOST', `the line to the dispenser was cut: ${reason}`);
      },
      onStray: (frame, late) => this.#onStray(frame, late),
      onUnexpected: (what) => this.#listener.alarm('DISPENSER_UNEXPECTED', what),
      onMissingEot: () => {}, // this family closes nothing
    });
  }

  get connected(): boolean {
    return this.#channel.up;
  }

  listen(listener: DriverListener): void {
    this.#listener = listener;
  }

  async start(): Promise<void> {
    await this.#channel.start();
  }

  async stop(): Promise<void> {
    await this.#channel.stop();
  }

  async identify(): Promise<DispenserIdentity> {
    const { version, checksum } = await this.#query(new Rom());
    return { protocol: this.capability.protocol, firmware: version, checksum, serial: null };
  }

  async status(): Promise<DispenserStatus> {
    return toDispenserStatus(await this.#query(this.#status), this.capability.cassettes);
  }

  async plan(notes: NoteCounts): Promise<readonly NoteCounts[]> {
    return splitSteps(notes, this.capability.maxNotesPerCommand);
  }

  dispense(notes: NoteCounts, trace: DispenseTrace): Promise<DispenseReport> {
    return this.#channel.exclusive(async () => {
      const requested = [notes[0] ?? 0, notes[1] ?? 0] as const;
      const message = dispenseMessage(requested);
      await this.#channel.ready(this.#status);
      const ending = await this.#channel.run(message, {
        sent: (attempt) => {
          trace.sent(attempt);
          this.#open = { message, requested };
        },
        acknowledged: () => trace.acknowledged(),
      });
      if (ending.kind === 'response' || ending.kind === 'refused') this.#open = null;
      return ending.kind === 'response' ? readDispense(message, requested, ending.data) : unansweredReport(ending, 2);
    });
  }

  /** The device keeps no last result and knows no transaction ids (reference §2.9: absent from the vendor's texts). */
  async recover(open: OpenCommand): Promise<DispenseReport> {
    return unknownReport(`the device cannot be asked about an earlier command of ${open.notes.join('/')} notes`, 2);
  }

  purge(trace: DispenseTrace): Promise<PurgeReport> {
    return this.#channel.exclusive(async () => {
      const message = new Purge();
      await this.#channel.ready(this.#status);
      const ending = await this.#channel.run(message, trace);
      return purgeReport(ending, (data) => message.parse(data).error, deviceError);
    });
  }

  #query<T>(message: Message<T>): Promise<T> {
    return this.#channel.exclusive(() => this.#channel.query(message));
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
      this.#listener.late(readDispense(open.message, open.requested, frame.data));
      return;
    }
    const samples = [dispenseMessage([1, 0]), dispenseMessage([0, 1]), dispenseMessage([1, 1])];
    const message = samples.find(({ command }) => command === frame.command);
    if (message) {
      this.#listener.unsolicited({ ...readDispense(message, [0, 0], frame.data), outcome: 'suspect' });
    } else if (frame.command === 0x46 || frame.command === 0x47) {
      this.#log.debug('late answer to a status question dropped');
    } else {
      this.#listener.alarm('DISPENSER_UNEXPECTED', `an answer to command ${hexCode(frame.command)} nobody sent`);
    }
  }
}
