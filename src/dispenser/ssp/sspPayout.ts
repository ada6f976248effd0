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
import { readBaseline, writeBaseline } from './baseline.ts';
import { sspCapability } from './capability.ts';
import { SspChannel } from './channel.ts';
import { SspDevice } from './device.ts';
import { finalEvents } from './finalEvents.ts';
import { isBusy } from './follow.ts';
import { GetSerial } from './getSerial.ts';
import { defaultLimits, type SspLimits } from './limits.ts';
import { SspLine } from './line.ts';
import { PayoutByDenomination } from './payoutByDenomination.ts';
import { PayoutRun } from './payoutRun.ts';
import { prepare } from './prepare.ts';
import { type SspRandom, systemRandom } from './random.ts';
import { SetupRequest } from './setupRequest.ts';
import { toDispenserStatus } from './statusMapping.ts';

export interface SspPayoutOptions {
  readonly line: LineFactory;
  /** Denomination of each cassette of the configuration, all different; the device keeps them in one store. */
  readonly valuesMinor: readonly number[];
  readonly currency: string;
  /** Level from which each counts as near its end; 0 = never. */
  readonly nearEndNotes: readonly number[];
  readonly maxNotesPerCommand: number;
  readonly address: number;
  readonly fixedKey: bigint;
  readonly random?: SspRandom;
  readonly limits?: Partial<SspLimits>;
  readonly timers?: Timers;
  readonly log: Log;
}

/** ITL SMART Payout by SSP and eSSP, protocol version 6 (reference §5): notes by denomination out of one store. */
export class SspPayout implements DispenserDriver {
  readonly capability: DispenserCapability;
  readonly #options: SspPayoutOptions;
  readonly #port: Port;
  readonly #line: SspLine;
  readonly #channel: SspChannel;
  readonly #device: SspDevice;
  readonly #run: PayoutRun;
  #listener: DriverListener = { alarm() {}, late() {}, unsolicited() {}, identified() {} };
  /** The payout that the evidence is about; null when this process has sent none. */
  #sent: { readonly baseline: string; accepted: boolean } | null = null;

  constructor(options: SspPayoutOptions) {
    const { valuesMinor, currency, nearEndNotes, log, timers = systemTimers } = options;
    const limits = { ...defaultLimits, ...options.limits };
    this.#options = options;
    this.capability = sspCapability(valuesMinor.length, options.maxNotesPerCommand);
    this.#line = new SspLine({
      write: (bytes) => this.#port.write(bytes),
      timers,
      limits,
      address: options.address,
      onStray: (data) => {
        const message = `a packet of ${data.length} bytes on the idle line that nobody asked for`;
        this.#listener.alarm('DISPENSER_UNEXPECTED', message);
      },
    });
    const random = options.random ?? systemRandom;
    const { fixedKey } = options;
    this.#channel = new SspChannel({ line: this.#line, random, fixedKey, tries: limits.queryTries });
    this.#device = new SspDevice({
      channel: this.#channel,
      limits,
      valuesMinor,
      currency,
      alarm: (code, message) => this.#listener.alarm(code, message),
      log,
    });
    this.#run = new PayoutRun({ device: this.#device, timers, limits, valuesMinor, currency, nearEndNotes });
    const events = {
      onBytes: (bytes: Uint8Array) => this.#line.receive(bytes),
      onUp: () => void this.#greet(),
      onDown: (reason: string) => {
        this.#channel.drop();
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
    this.#channel.drop();
  }

  identify(): Promise<DispenserIdentity> {
    return this.#port.exclusive(async () => {
      this.#port.requireUp();
      const { firmware, country, protocolVersion } = await this.#device.ask(new SetupRequest());
      const serial = await this.#device.ask(new GetSerial());
      const { protocol } = this.capability;
      return { protocol, firmware: `${firmware} ${country} v${protocolVersion}`, checksum: '', serial };
    });
  }

  status(): Promise<DispenserStatus> {
    return this.#port.exclusive(async () => {
      this.#port.requireUp();
      let events = await this.#device.poll();
      // The end of an earlier payout, a jam above all, says nothing about now once it is acknowledged.
      if ((await this.#device.tidy(events)) === 'acknowledge') events = await this.#device.poll();
      const account = await this.#device.account();
      if (!isBusy(events)) this.#device.watchCounter(account);
      return toDispenserStatus(events, account, this.#options.nearEndNotes);
    });
  }

  nothingOpen(): void {
    this.#device.keeper.release();
  }

  async plan(notes: NoteCounts): Promise<readonly NoteCounts[]> {
    return splitSteps(notes, this.capability.maxNotesPerCommand);
  }

  dispense(notes: NoteCounts, trace: DispenseTrace): Promise<DispenseReport> {
    return this.#port.exclusive(async () => {
      this.#port.requireUp();
      const { serial, before } = await prepare(this.#device, this.#message(notes, 'ask'));
      const baseline = writeBaseline(serial, before);
      trace.sent(1, baseline);
      const sent = { baseline: JSON.stringify(baseline), accepted: false };
      this.#sent = sent;
      this.#device.evidence.clear();
      return this.#handOver(() => {
        return this.#run.pay(this.#message(notes, 'pay'), notes, before, () => {
          sent.accepted = true;
          trace.acknowledged();
        });
      });
    });
  }

  /**
   * A new session comes first: it makes the lost command, and every copy of it that may still be on its way, worthless,
   * so what the device says afterwards is final. The command is never sent again here: it might be its first arrival.
   */
  recover(open: OpenCommand): Promise<DispenseReport> {
    return this.#port.exclusive(() =>
      this.#handOver(async () => {
        const { length } = this.#options.valuesMinor;
        const known = readBaseline(open.baseline, length);
        if (!known) return unknownReport('no levels and counters were journalled before the command', length);
        this.#port.requireUp();
        this.#channel.drop();
        const serial = await this.#device.ask(new GetSerial());
        if (serial !== known.serial) return unknownReport(`another device answers, serial number ${serial}`, length);
        const ours = this.#sent?.baseline === JSON.stringify(open.baseline);
        // Before its first payout, all this process has heard may be of the one that its predecessor sent.
        if (this.#sent !== null && !ours) this.#device.evidence.clear();
        const accepted = open.acknowledged || (ours && this.#sent!.accepted);
        return this.#run.lookAgain(open.notes, known.account, accepted);
      }),
    );
  }

  /**
   * The reference knows no command that only clears the path: EMPTY and SMART_EMPTY move the whole store to the cashbox,
   * and a jam is cleared by hand or by the device itself.
   */
  async purge(_trace: DispenseTrace): Promise<PurgeReport> {
    const deviceMeaning = 'a SMART Payout has no command that clears its path only; open it and clear it by hand';
    return { outcome: 'notExecuted', deviceCode: null, deviceMeaning };
  }

  /** Never rejects: cash may have moved. */
  async #handOver(work: () => Promise<DispenseReport>): Promise<DispenseReport> {
    const { keeper, evidence } = this.#device;
    this.#device.setCounter(null);
    let report: DispenseReport;
    try {
      report = await work();
    } catch (error) {
      this.#options.log.error(error);
      const reason = error instanceof Error ? error.message : String(error);
      report = unknownReport(reason, this.#options.valuesMinor.length);
    }
    if (report.outcome === 'unknown') {
      this.#device.setCounter(null);
      keeper.lost();
    } else {
      keeper.judged(finalEvents(evidence.events));
      evidence.clear();
    }
    return report;
  }

  #message(notes: NoteCounts, mode: 'ask' | 'pay'): PayoutByDenomination {
    const { valuesMinor, currency } = this.#options;
    const asked = valuesMinor.map((valueMinor, i) => ({ valueMinor, count: notes[i] ?? 0 }));
    const some = asked.filter(({ count }) => count > 0);
    return new PayoutByDenomination(some, currency, mode);
  }

  async #greet(): Promise<void> {
    try {
      this.#listener.identified(await this.identify());
    } catch (error) {
      this.#options.log.error(error);
    }
  }
}
