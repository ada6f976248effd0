import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'smol-toml';
import { AtmClient } from '../../atm/client.ts';
import { sleep } from '../../lib/deadline.ts';
import { hasCode, TellersightError } from '../../lib/errors.ts';
import type { AtmAppOptions, Customer, Transcript } from '../atm/app.ts';
import { AtmApp } from '../atm/app.ts';
import { newAccount } from '../bank/account.ts';
import { SimulatedBank } from '../bank/bank.ts';
import { DispenserSimulator } from '../dispenser/client.ts';
import type { SeenMessage } from '../fleet/subscriber.ts';
import { FleetSubscriber } from '../fleet/subscriber.ts';
import { writeDemoKeys } from '../keys.ts';
import type { SceneSpec } from '../scene/spec.ts';
import { DemoBroker } from './broker.ts';
import { DemoProcess } from './childProcess.ts';
import { order } from './control.ts';
import { sendNonsense } from './nonsense.ts';
import { profilePath, settings } from './settings.ts';

const source = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const START_MS = 20_000;
/** Notes of the demo's cassettes, minor units: 100.00 above, 50.00 below. */
export const NOTE_VALUES = [10_000, 5_000] as const;

export interface Face {
  readonly identity: number;
  readonly embedding: Float32Array;
}

export interface BoardOptions {
  readonly embedderSha256: string;
  readonly onMessage?: (message: SeenMessage) => void;
  /** Folder for sockets, journal and logs; default: a new one that is removed at the end. */
  readonly folder?: string;
}

/** A whole ATM on one machine: the real daemon, and simulators of everything around it. */
export class Board {
  readonly folder: string;
  readonly bank: SimulatedBank;
  readonly #options: BoardOptions;
  readonly #temporary: boolean;
  readonly #configFile: string;
  readonly #keys: ReturnType<typeof writeDemoKeys>;
  readonly #broker = new DemoBroker();
  readonly #scene: DemoProcess;
  readonly #daemon: DemoProcess;
  #dispenser: DispenserSimulator | null = null;
  #fleet: FleetSubscriber | null = null;
  #client: AtmClient | null = null;
  #claims = 0;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#temporary = options.folder === undefined;
    this.folder = options.folder ?? mkdtempSync(join(tmpdir(), 'tellersight-demo-'));
    for (const name of ['state', 'run', 'logs']) mkdirSync(this.inFolder(name), { recursive: true, mode: 0o700 });
    this.#configFile = this.inFolder('local.toml');
    this.#keys = writeDemoKeys(this.inFolder('keys'));
    this.bank = new SimulatedBank(this.#keys.bank);
    this.#scene = new DemoProcess({
      name: 'the scene simulator',
      args: [
        source('simulator/scene/server.ts'),
        '--socket',
        this.inFolder('run/scene.sock'),
        '--control',
        this.#sceneControl,
      ],
      logFile: this.inFolder('logs/scene.log'),
      ready: /^ready$/,
      readyMs: START_MS,
    });
    this.#daemon = new DemoProcess({
      name: 'the daemon',
      // As in systemd/tellersight.service: a small young generation keeps the resident memory of both processes down.
      args: ['--max-semi-space-size=1', source('cli.ts'), 'run', '--config', profilePath, '--config', this.#configFile],
      logFile: this.inFolder('logs/daemon.log'),
      ready: /"code":"READY"/,
      readyMs: START_MS,
    });
  }

  /** Starts everything but the daemon. */
  async start(): Promise<void> {
    const url = await this.#broker.start();
    writeFileSync(this.#configFile, stringify(settings(this.folder, url, this.#keys.paths)), { mode: 0o600 });
    this.#fleet = new FleetSubscriber({
      url,
      ...(this.#options.onMessage ? { onMessage: this.#options.onMessage } : {}),
    });
    await this.#fleet.start();
    await this.#scene.start();
    this.#dispenser = await DispenserSimulator.start({
      link: this.inFolder('run/dispenser'),
      control: this.inFolder('run/dispenser-control.sock'),
      ledger: this.inFolder('dispenser-ledger.jsonl'),
      noteMs: 60,
    });
    this.#client = new AtmClient({
      endpoint: `ipc://${this.inFolder('run/atm.sock')}`,
      events: `ipc://${this.inFolder('run/atm-events.sock')}`,
    });
    this.#client.start();
  }

  /** Starts the daemon; milliseconds until it answers (READY) and until it can serve (cameras and dispenser online). */
  async startDaemon(): Promise<{ readyMs: number; servingMs: number }> {
    const begun = performance.now();
    const readyMs = await this.#daemon.start();
    await this.#untilServing();
    return { readyMs, servingMs: performance.now() - begun };
  }

  /** Stops the daemon as systemd would. */
  stopDaemon(): Promise<void> {
    return this.#daemon.stop();
  }

  /** Cuts the daemon's power. */
  killDaemon(): Promise<void> {
    return this.#daemon.kill();
  }

  get daemonPid(): number | null {
    return this.#daemon.pid;
  }

  get configFiles(): readonly string[] {
    return [profilePath, this.#configFile];
  }

  get evidenceFolder(): string {
    return this.inFolder('state/evidence');
  }

  /** The board's public key, as the bank learned it. */
  get publicKeyFile(): string {
    return this.inFolder('board-sign-public.jwk');
  }

  /** The newest checkpoint that the independent subscriber has seen. */
  lastCheckpoint(): Readonly<Record<string, unknown>> {
    const seen = this.fleet.messages.findLast(({ topic }) => topic.endsWith('/evidence/checkpoint'));
    if (!seen) throw new TellersightError('INTERNAL', 'no checkpoint was published');
    return seen.payload;
  }

  /** A path in the demo's folder. */
  inFolder(name: string): string {
    return join(this.folder, name);
  }

  get fleet(): FleetSubscriber {
    return this.#fleet!;
  }

  get client(): AtmClient {
    return this.#client!;
  }

  get dispenser(): DispenserSimulator {
    return this.#dispenser!;
  }

  /** Opens an account for a face; every scenario has one of its own, so that attempts do not add up across them. */
  newCustomer(face: Face, facts: Partial<Customer> = {}): Customer {
    const claim = `claim-${++this.#claims}`;
    const { embedderSha256 } = this.#options;
    this.bank.enrol(newAccount({ claim, pin: '135790', embedding: face.embedding, embedderSha256 }));
    const usual = { amountMinor: 30_000, currency: 'CNY', consent: true, phoneCode: '4711', confirms: true };
    return { claim, pin: '135790', ...usual, ...facts };
  }

  /** Puts something in front of the cameras and gives the picture a moment to change. */
  async show(spec: Partial<SceneSpec>): Promise<void> {
    await order(this.#sceneControl, { show: spec }, 10_000);
    await sleep(150);
  }

  withdraw(customer: Customer, options: Omit<AtmAppOptions, 'client' | 'bank'> = {}): Promise<Transcript> {
    return new AtmApp({ client: this.client, bank: this.bank, ...options }).withdraw(customer);
  }

  /** What ever left the dispenser by its own count, minor units. */
  countedMinor(): number {
    const { exited } = this.dispenser.counted();
    return exited[0] * NOTE_VALUES[0] + exited[1] * NOTE_VALUES[1];
  }

  /** Waits until the dispenser itself has counted so much. */
  async untilCounted(minor: number): Promise<void> {
    const end = performance.now() + 10_000;
    while (this.countedMinor() < minor) {
      if (performance.now() > end) throw new TellersightError('DEADLINE_EXCEEDED', 'the notes do not move');
      await sleep(10);
    }
  }

  /** Cash events that the independent subscriber has seen. */
  cashReports(): number {
    return this.fleet.messages.filter(isCashEvent).length;
  }

  /** @throws DEADLINE_EXCEEDED when a payout is not told over MQTT */
  async untilReported(count: number): Promise<void> {
    await this.fleet.until((messages) => messages.filter(isCashEvent).length >= count, 10_000);
  }

  /** Sends raw bytes to the ATM API; the code of each answer. */
  sendNonsense(messages: readonly string[]): Promise<string[]> {
    return sendNonsense(`ipc://${this.inFolder('run/atm.sock')}`, messages);
  }

  async stop(): Promise<void> {
    await this.#client?.stop();
    await this.#daemon.stop();
    await this.#dispenser?.stop();
    await this.#scene.stop();
    await this.#fleet?.stop();
    await this.#broker.stop();
    if (this.#temporary) rmSync(this.folder, { recursive: true, force: true });
  }

  /** Waits until cameras and dispenser answer; a dispenser may be locked. */
  async #untilServing(): Promise<void> {
    const end = performance.now() + START_MS;
    while (!(await this.#isServing())) {
      if (performance.now() > end) {
        throw new TellersightError('DEADLINE_EXCEEDED', `the daemon does not serve; see ${this.inFolder('logs')}`);
      }
      await sleep(50);
    }
  }

  async #isServing(): Promise<boolean> {
    try {
      const status = await this.client.request('Common.Status', {}, { deadlineMs: 1000 });
      return status.ok && status.payload.vision === 'online' && status.payload.dispenser !== 'offline';
    } catch (error) {
      if (hasCode(error, 'ATM_NO_ANSWER')) return false;
      throw error;
    }
  }

  /** What a bank does once when a terminal goes into service: it learns its public keys. */
  async putIntoService(): Promise<void> {
    const opened = await this.client.request('Tellersight.OpenSession', {});
    if (!opened.ok) throw new TellersightError('INTERNAL', `no session: ${opened.description}`);
    const { terminal, publicKeys, sessionId } = opened.payload;
    this.bank.registerTerminal({ terminal, publicKeys });
    writeFileSync(this.publicKeyFile, JSON.stringify(publicKeys.sign));
    await this.client.request('Tellersight.CloseSession', { sessionId });
  }

  get #sceneControl(): string {
    return this.inFolder('run/scene-control.sock');
  }
}

function isCashEvent({ topic }: SeenMessage): boolean {
  return topic.endsWith('/cash');
}
