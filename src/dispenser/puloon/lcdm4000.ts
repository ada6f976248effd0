import { TellersightError } from '../../lib/errors.ts';
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
import { unknownReport } from '../unknownReport.ts';
import { PuloonChannel } from './channel.ts';
import type { ResponseFrame } from './frame.ts';
import { hexCode } from './hexCode.ts';
import { baselineOf } from './lcdm4000/baseline.ts';
import { lcdm4000Capability } from './lcdm4000/capability.ts';
import { lcdm4000Dialect } from './lcdm4000/dialect.ts';
import { Dispense } from './lcdm4000/dispense.ts';
import { deviceError } from './lcdm4000/errors.ts';
import { GetLengths } from './lcdm4000/getLengths.ts';
import { GetOpacities } from './lcdm4000/getOpacities.ts';
import { GetOrder } from './lcdm4000/getOrder.ts';
import { LastStatus } from './lcdm4000/lastStatus.ts';
import { mostNotes } from './lcdm4000/limits.ts';
import { planDistinct } from './lcdm4000/planDistinct.ts';
import { Purge } from './lcdm4000/purge.ts';
import { readDispense } from './lcdm4000/readDispense.ts';
import { doubtOfCircumstances, recoveredReport } from './lcdm4000/recoveredReport.ts';
import { settingsChecksum } from './lcdm4000/settingsChecksum.ts';
import { Status } from './lcdm4000/status.ts';
import { toDispenserStatus } from './lcdm4000/statusMapping.ts';
import { storedNotes } from './lcdm4000/storedNotes.ts';
import { Trail } from './lcdm4000/trail.ts';
import type { LineLimits } from './limits.ts';
import { purgeReport } from './purgeReport.ts';
import { unansweredReport } from './unansweredReport.ts';

export interface Lcdm4000Options {
  readonly line: LineFactory;
  readonly cassettes: 1 | 2 | 3 | 4;
  readonly maxNotesPerCommand: number;
  readonly limits?: Partial<LineLimits>;
  readonly timers?: Timers;
  readonly log: Log;
}

/** Commands of ours that move nothing: a late answer to one is no news. */
const questions = [0x50, 0x55, 0x5b, 0x5d, 0x5f];

/** Puloon LCDM-4000 (reference §3): four cassettes, straight payout, LAST STATUS gives a lost result back. */
export class Lcdm4000 implements DispenserDriver {
  readonly capability: DispenserCapability;
  readonly #log: Log;
  readonly #channel: PuloonChannel;
  readonly #trail: Trail;
  #listener: DriverListener = { alarm() {}, late() {}, unsolicited() {}, identified() {} };
  /** What was asked by the dispense whose answer is outstanding. */
  #open: NoteCounts | null = null;

  constructor(options: Lcdm4000Options) {
    const { line, limits, timers, cassettes } = options;
    this.#log = options.log;
    this.capability = lcdm4000Capability(cassettes, options.maxNotesPerCommand);
    this.#channel = new PuloonChannel({
      dialect: lcdm4000Dialect,
      line,
      limits,
      timers,
      onUp: () => void this.#greet(),
      onDown: (reason) => {
        this.#trail.lineLost();
        this.#listener.alarm('DISPENSER_LINK_LOST', `the line to the dispenser was cut: ${reason}`);
      },
      onStray: (frame, late) => this.#onStray(frame, late),
      onUnexpected: (what) => this.#listener.alarm('DISPENSER_UNEXPECTED', what),
      onMissingEot: () => this.#log.debug('the dispenser did not close a transaction with EOT; its answer holds'),
    });
    this.#trail = new Trail(this.#channel.timers, this.#channel.limits.responseMs);
  }

  get connected(): boolean {
    return this.#channel.up;
  }

  listen(listener: DriverListener): void {
    this.#listener = listener;
  }

  async start(): Promise<void> {
    this.#trail.begin();
    await this.#channel.start();
  }

  async stop(): Promise<void> {
    this.#trail.end();
    await this.#channel.stop();
  }

  identify(): Promise<DispenserIdentity> {
    return this.#channel.exclusive(async () => {
      const order = await this.#channel.query(new GetOrder());
      const lengths = await this.#channel.query(new GetLengths());
      const opacities = await this.#channel.query(new GetOpacities());
      const checksum = settingsChecksum(order, lengths, opacities);
      return { protocol: this.capability.protocol, firmware: '', checksum, serial: null };
    });
  }

  status(): Promise<DispenserStatus> {
    return this.#channel.exclusive(async () => {
      return toDispenserStatus(await this.#channel.query(new Status()), this.capability.cassettes);
    });
  }

  async plan(notes: NoteCounts): Promise<readonly NoteCounts[]> {
    const last = await this.#channel.exclusive(() => this.#lastStatus());
    const limits = { command: this.capability.maxNotesPerCommand, cassette: mostNotes.cassette };
    const { steps, ambiguous } = planDistinct(notes, limits, storedNotes(last));
    for (const step of ambiguous) {
      this.#log.debug(
        `if the answer to ${steps[step]!.join('/')} notes is lost, LAST STATUS will not tell it from before`,
      );
    }
    return steps;
  }

  dispense(notes: NoteCounts, trace: DispenseTrace): Promise<DispenseReport> {
    return this.#channel.exclusive(async () => {
      const message = new Dispense(notes);
      await this.#channel.ready(new Status());
      const baseline = baselineOf(await this.#lastStatus());
      const ending = await this.#channel.run(message, {
        sent: (attempt) => {
          if (attempt === 1) trace.sent(attempt, baseline);
          else trace.sent(attempt);
          this.#open = notes;
          this.#trail.sent(baseline);
        },
        acknowledged: () => trace.acknowledged(),
      });
      if (ending.kind === 'response' || ending.kind === 'refused') this.#open = null;
      const { cassettes } = this.capability;
      return ending.kind === 'response'
        ? readDispense(notes, ending.data, cassettes)
        : unansweredReport(ending, cassettes);
    });
  }

  recover(open: OpenCommand): Promise<DispenseReport> {
    return this.#channel.exclusive(async () => {
      const { cassettes } = this.capability;
      const doubt = () => doubtOfCircumstances(open) ?? this.#trail.doubt(open.baseline);
      try {
        if (doubt() === null) await this.#trail.whenOver();
        const last = doubt() === null ? await this.#lastStatus() : null;
        const reason = doubt() ?? (last === null ? 'the device refused to tell its last result' : null);
        return reason === null ? recoveredReport(open, last!, cassettes) : unknownReport(reason, cassettes);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return unknownReport(`LAST STATUS was not answered: ${reason}`, cassettes);
      }
    });
  }

  purge(trace: DispenseTrace): Promise<PurgeReport> {
    return this.#channel.exclusive(async () => {
      const message = new Purge();
      await this.#channel.ready(new Status());
      const ending = await this.#channel.run(message, trace);
      return purgeReport(ending, (data) => message.parse(data).error, deviceError);
    });
  }

  /** The bytes of LAST STATUS; null when the device refuses it, having none. @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL */
  async #lastStatus(): Promise<Uint8Array | null> {
    const ending = await this.#channel.ask(new LastStatus());
    if (ending.kind === 'response') return ending.data;
    if (ending.kind === 'refused') return null;
    throw new TellersightError('DISPENSER_PROTOCOL', `LAST STATUS: ${ending.kind}`);
  }

  async #greet(): Promise<void> {
    try {
      this.#listener.identified(await this.identify());
    } catch (error) {
      this.#log.error(error);
    }
  }

  #onStray(frame: ResponseFrame, late: boolean): void {
    const { cassettes } = this.capability;
    if (frame.command === 0x52 && late && this.#open !== null) {
      const open = this.#open;
      this.#open = null;
      this.#listener.late(readDispense(open, frame.data, cassettes));
    } else if (frame.command === 0x52) {
      this.#listener.unsolicited({ ...readDispense([], frame.data, cassettes), outcome: 'suspect' });
    } else if (questions.includes(frame.command)) {
      this.#log.debug('late answer to a question dropped');
    } else {
      this.#listener.alarm('DISPENSER_UNEXPECTED', `an answer to command ${hexCode(frame.command)} nobody sent`);
    }
  }
}
