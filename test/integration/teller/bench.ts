import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, AtmClient } from '../../../src/atm/client.ts';
import type { CommandName, CommandPayload, SuccessPayload } from '../../../src/atm/protocol.ts';
import type { Config } from '../../../src/config/schema.ts';
import type { DispenseReport, DispenserDriver, DriverListener, PurgeReport } from '../../../src/dispenser/driver.ts';
import { AtmApp, type AtmAppOptions, type Customer } from '../../../src/simulator/atm/app.ts';
import { newAccount } from '../../../src/simulator/bank/account.ts';
import { SimulatedBank } from '../../../src/simulator/bank/bank.ts';
import { type DemoKeys, writeDemoKeys } from '../../../src/simulator/keys.ts';
import type { Log } from '../../../src/system/log.ts';
import { Teller } from '../../../src/teller/teller.ts';
import { visionEndpoint } from '../../../src/vision/observation.ts';
import { calibration, config, EMBEDDER, embeddingOf, padCalibration } from '../../unit/teller/fixtures.ts';
import { VisionPeer } from './visionPeer.ts';

/** A dispenser without a wire: counts the notes it is told to move, so that a test can compare with what was authorised. */
export class FakeDispenser implements DispenserDriver {
  readonly capability = {
    protocol: 'fake',
    cassettes: 1,
    maxNotesPerCommand: 20,
    resultRetrievable: false,
    encrypted: false,
    experimental: false,
    statements: [],
  } as const;
  readonly connected = true;
  /** Notes that left. */
  notes = 0;
  outcome: DispenseReport['outcome'] = 'dispensed';
  /** Held open until released, to stop the daemon in the middle. */
  gate: Promise<void> = Promise.resolve();
  onDispense = () => {};

  listen(_listener: DriverListener): void {}
  async start(): Promise<void> {}
  async stop(): Promise<void> {}
  async identify() {
    return { protocol: 'fake', firmware: 'F1', checksum: '0001', serial: null };
  }
  async status() {
    const cassettes = [{ index: 0, present: true, nearEnd: false, empty: false, count: null }];
    return { code: '0', cassettes, notesOnPath: false, noteAtExit: false, rejectTrayPresent: true };
  }
  async plan(notes: readonly number[]) {
    return [notes];
  }
  async recover(): Promise<DispenseReport> {
    return this.#report('unknown', null);
  }
  async purge(): Promise<PurgeReport> {
    return { outcome: 'purged', deviceCode: null, deviceMeaning: null };
  }
  async dispense(
    notes: readonly number[],
    trace: { sent(attempt: number): void; acknowledged(): void },
  ): Promise<DispenseReport> {
    trace.sent(1);
    trace.acknowledged();
    this.onDispense();
    await this.gate;
    const asked = notes.reduce((sum, count) => sum + count, 0);
    const out = this.outcome === 'short' ? asked - 1 : asked;
    this.notes += out;
    return this.#report(this.outcome, this.outcome === 'unknown' ? null : out);
  }

  #report(outcome: DispenseReport['outcome'], out: number | null): DispenseReport {
    return {
      outcome,
      exited: [out],
      rejected: [out === null ? null : 0],
      deviceCode: null,
      deviceMeaning: null,
      nearEnd: [false],
      discrepancy: null,
    };
  }
}

export interface Bench {
  readonly teller: Teller;
  readonly bank: SimulatedBank;
  readonly client: AtmClient;
  readonly vision: VisionPeer;
  readonly dispenser: FakeDispenser;
  readonly config: Config;
  /** To start a second bench as the same board. */
  readonly keys: DemoKeys;
  /** Every line the daemon logged, as one text: to look for what must not be there. */
  readonly logged: string[];
  /** Opens an account with the face of "alice". */
  enrol(claim: string): void;
  /** Everything up to the bank's token for one note; what Dispense needs. */
  prepareDispense(): Promise<CommandPayload<'CashDispenser.Dispense'>>;
  withdraw(customer?: Partial<Customer>, options?: Partial<AtmAppOptions>): ReturnType<AtmApp['withdraw']>;
  stop(): Promise<void>;
}

export const CLAIM = 'made-up-number-42';
export const PIN = '271828';
/** One note. */
export const NOTE = 10_000;

/** A short path: a socket's name may have 107 bytes (unix(7)). Removed when the test ends. */
export function tempFolder(t: { teardown(handler: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'ts-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function paths(folder: string) {
  return {
    paths: { state: join(folder, 'state'), run: join(folder, 'run') },
    atm: { endpoint: `ipc://${folder}/run/atm.sock`, events: `ipc://${folder}/run/events.sock` },
  };
}

/** The whole daemon but cameras and dispenser wire, with bank and ATM application, in `folder`. */
export async function startBench(folder: string, keys: DemoKeys = writeDemoKeys(join(folder, 'keys'))): Promise<Bench> {
  mkdirSync(join(folder, 'run'), { recursive: true });
  const settings: Config = { ...config(paths(folder)), keys: keys.paths };
  const logged: string[] = [];
  const keep = (...parts: unknown[]) => void logged.push(JSON.stringify(parts));
  const log: Log = {
    event: keep,
    debug: keep,
    error: (error, fields) => keep(String(error), (error as { code?: string }).code, fields),
  };
  const dispenser = new FakeDispenser();
  const teller = new Teller({
    config: settings,
    version: '0.0.0-test',
    calibration: calibration(),
    padCalibration: padCalibration(),
    driver: dispenser,
    log,
  });
  await teller.start();
  const vision = new VisionPeer(visionEndpoint(settings.paths.run));
  vision.start();
  const client = new AtmClient({ endpoint: settings.atm.endpoint, events: settings.atm.events, clientId: 'atm-1' });
  client.start();
  const bank = new SimulatedBank(keys.bank);
  const enrol = (claim: string) =>
    bank.enrol(newAccount({ claim, pin: PIN, embedding: embeddingOf('alice'), embedderSha256: EMBEDDER }));
  enrol(CLAIM);
  await until(() => teller.visionOnline);
  await registerTerminal(client, bank, settings.terminal.id);
  const customer: Customer = {
    claim: CLAIM,
    pin: PIN,
    amountMinor: 3 * NOTE,
    currency: 'CNY',
    consent: true,
    phoneCode: '123456',
    confirms: true,
  };
  return {
    teller,
    bank,
    client,
    vision,
    dispenser,
    config: settings,
    keys,
    logged,
    enrol,
    prepareDispense: () => prepareDispense(client, bank),
    withdraw: (changes = {}, options = {}) =>
      new AtmApp({ client, bank, ...options }).withdraw({ ...customer, ...changes }),
    async stop() {
      await client.stop();
      await vision.stop();
      await teller.stop();
    },
  };
}

async function prepareDispense(client: AtmClient, bank: SimulatedBank) {
  const money = { amountMinor: NOTE, currency: 'CNY' };
  const {
    sessionId,
    commandNonce: nonce,
    terminal,
    embedderSha256,
  } = must(await client.request('Tellersight.OpenSession', {}));
  const asked = { claim: CLAIM, terminal, nonce, embedderSha256, consent: true, phoneCode: null, ...money };
  const bundle = await bank.requestBundle(asked);
  if (!bundle.ok) throw new Error(bundle.why);
  must(await client.request('Tellersight.SubmitBundle', { sessionId, bundle: bundle.bundle, ...money }));
  must(await client.request('Biometric.Read', { sessionId }));
  const { decision } = must(await client.request('Biometric.Match', { sessionId }));
  const token = await bank.requestToken({ decision, pin: PIN });
  if (!token.ok) throw new Error(token.why);
  return { sessionId, token: token.token, ...money, confirmed: true };
}

function must<N extends CommandName>(answer: Answer<N>): SuccessPayload<N> {
  if (answer.ok) return answer.payload;
  throw new Error(answer.failure.problem.code);
}

/** Putting the ATM into service: the bank learns the board's public keys. */
async function registerTerminal(client: AtmClient, bank: SimulatedBank, terminal: string): Promise<void> {
  const opened = await client.request('Tellersight.OpenSession', {});
  if (!opened.ok) throw new Error(`no session: ${opened.failure.problem.code}`);
  bank.registerTerminal({ terminal, publicKeys: opened.payload.publicKeys as never });
  await client.request('Tellersight.CloseSession', { sessionId: opened.payload.sessionId });
}

/** Polls a condition; fails loudly after ten seconds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 1000; i++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('the condition never came true');
}
