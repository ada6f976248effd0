import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Test } from 'tap';
import type { Customer, Transcript } from '../../../src/simulator/atm/app.ts';
import { seeds } from '../../../src/simulator/demo/cast.ts';
import { enrol } from '../../../src/simulator/demo/enrol.ts';
import { DispenserSimulator } from '../../../src/simulator/dispenser/client.ts';
import { FleetSubscriber } from '../../../src/simulator/fleet/subscriber.ts';
import { type DemoKeys, writeDemoKeys } from '../../../src/simulator/keys.ts';
import { Pack } from '../../../src/vision/pack/pack.ts';
import { freePort, Mosquitto } from '../../integration/fleet/support/broker.ts';
import { makeCertificates } from '../../integration/fleet/support/makeCertificates.ts';
import type { WithdrawOrder } from '../guest/withdraw.ts';
import type { Image } from '../image/index.ts';
import type { SceneName } from '../image/scenes.ts';
import { answerOf } from './answerOf.ts';
import { Board } from './board.ts';
import { configure } from './configure.ts';
import { guestProgram } from './guestProgram.ts';
import { codesOf, type JournalEntry, readJournal } from './journal.ts';
import { loopbackCameras } from './loopbackCameras.ts';
import { ADAPTER, terminalDevices } from './terminalDevices.ts';

/** Not a measure of anything: a board on a busy machine is slow. */
const WAIT_MS = 900_000;
/** Notes of the two cassettes, minor units. */
const VALUES = [10_000, 5_000] as const;

/** Cameras, light and what stands before them; docs/install.md has no part in it. */
const LOBBY = `set -e
${loopbackCameras.setup}
mount --mkdir -t squashfs -o ro /dev/disk/by-id/virtio-scenes /run/board/scenes
# Into memory: while a disk of a busy host is waited for, the board's clock goes on and nobody sees a frame.
cat /run/board/scenes/*/* > /dev/null
find /usr/lib/tellersight -type f -exec cat {} + > /dev/null
stty -F /dev/bench/lamp 115200 raw -echo
printf nobody > /run/board/order
# People and lamps do not wait for the board's processor.
systemd-run -q --unit=lobby -p CPUSchedulingPolicy=rr -p CPUSchedulingPriority=50 \\
  ${guestProgram('lobby')} ${loopbackCameras.rgb} ${loopbackCameras.ir} /dev/bench/lamp /run/board/scenes /run/board/order 15`;

/** The enrolled customer's. */
type Face = Pick<WithdrawOrder, 'embedding' | 'embedderSha256'>;
/** What the ATM application saw, and the customer's balance at the bank afterwards. */
export type Withdrawal = Transcript & { readonly balanceMinor: number };

/**
 * A whole terminal: the installed product on a booted board, run by systemd; its cameras, light, customer, ATM application
 * and bank on the board too; dispenser, broker and fleet server on this machine.
 */
export class Terminal {
  readonly board: Board;
  readonly dispenser: DispenserSimulator;
  readonly fleet: FleetSubscriber;
  /** Every packet of the board's network, in pcap format. */
  readonly packets: string;
  /** The broker's port on this machine, which the board knows as 10.0.2.2. */
  readonly brokerPort: number;
  readonly #face: Face;
  readonly #bank: DemoKeys['bank'];
  #orders = 0;

  private constructor(
    parts: Pick<Terminal, 'board' | 'dispenser' | 'fleet' | 'packets' | 'brokerPort'>,
    bank: DemoKeys['bank'],
    face: Face,
  ) {
    this.board = parts.board;
    this.dispenser = parts.dispenser;
    this.fleet = parts.fleet;
    this.packets = parts.packets;
    this.brokerPort = parts.brokerPort;
    this.#bank = bank;
    this.#face = face;
  }

  /** Boots and configures one; the services are not started. Ended with the test. */
  static async boot(t: Test): Promise<Terminal> {
    const { scenes } = JSON.parse(process.env.BOARD_IMAGE ?? 'null') as Image;
    const folder = mkdtempSync(join(tmpdir(), 'tellersight-terminal-'));
    const at = (name: string) => join(folder, name);
    t.teardown(() => rmSync(folder, { recursive: true, force: true }));
    const keys = writeDemoKeys(at('keys'));
    mkdirSync(at('certificates'));
    // The machine that QEMU runs on, as its user network shows it.
    makeCertificates(at('certificates'), '10.0.2.2');
    const { port, fleet } = await startBroker(t, at('certificates'));
    const dispenser = await DispenserSimulator.start({
      link: at('dispenser'),
      control: at('control'),
      ledger: at('ledger'),
    });
    t.teardown(() => dispenser.stop());
    const packets = at('packets.pcap');
    const ends = { dispenser: at('dispenser'), scenes, light: at('light'), packets };
    const [board, face] = await Promise.all([Board.boot(t, terminalDevices(ends)), enrolCustomer()]);
    await configure(board, keys.paths, at('certificates'), port);
    await board.ok(LOBBY, 300);
    return new Terminal({ board, dispenser, fleet, packets, brokerPort: port }, keys.bank, face);
  }

  /** Starts the target and waits until cash could be drawn. */
  async start(): Promise<void> {
    await this.board.ok('systemctl start tellersight.target', 120);
    await this.untilServing();
  }

  /** @throws with the journal's end when the services do not get there */
  async untilServing(): Promise<void> {
    const question = 'systemctl show -P StatusText tellersight.service';
    const serves = async () => (await this.board.ok(question)).trim() === 'serving' || null;
    if (await answerOf(WAIT_MS, 2000, serves)) return;
    const said = await this.board.ok('journalctl --no-pager -u "tellersight*" -u lobby -n 60');
    throw new Error(`the terminal does not serve:\n${said}`);
  }

  /** Puts somebody or something before the cameras. */
  show(scene: SceneName): Promise<string> {
    return this.board.ok(`printf ${scene} > /run/board/order`);
  }

  /** One withdrawal of a new customer with the enrolled face. */
  async withdraw(facts: Partial<Customer> = {}): Promise<Withdrawal> {
    const output = await this.beginWithdrawal(facts);
    const said = await answerOf(WAIT_MS, 2000, async () => {
      const { status, output: text } = await this.board.run(`[ -e ${output}.done ] && cat ${output}`);
      return status === 0 ? text : null;
    });
    if (said === null) throw new Error('the withdrawal does not end');
    const line = said.split('\n').find((one) => one.startsWith('{'));
    if (!line) throw new Error(`the ATM application says: ${said}`);
    return JSON.parse(line) as Withdrawal;
  }

  /** Starts one and gives back the file with what the ATM application says; FILE.done is there at its end. */
  async beginWithdrawal(facts: Partial<Customer> = {}): Promise<string> {
    const path = `/run/board/atm/order-${++this.#orders}`;
    const { sign, tokenHmac, presentHmac } = this.#bank;
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const order: WithdrawOrder = {
      customer: { ...USUAL, claim: `claim-${this.#orders}`, ...facts },
      ...this.#face,
      bank: { sign: sign.export({ format: 'jwk' }), tokenHmac: hex(tokenHmac), presentHmac: hex(presentHmac) },
      dispenseDeadlineMs: 90_000,
    };
    await this.board.write(path, JSON.stringify(order));
    const program = `runuser -u atm -- ${guestProgram('withdraw')} ${path}`;
    await this.board.ok(
      `chown -R atm /run/board/atm; (setsid ${program} > ${path}.said 2>&1; touch ${path}.said.done) > /dev/null 2>&1 &`,
    );
    return `${path}.said`;
  }

  /** What really left the dispenser, minor units. */
  paidMinor(): number {
    const { exited } = this.dispenser.counted();
    return exited[0] * VALUES[0] + exited[1] * VALUES[1];
  }

  /** Waits for an event of the product behind the first `after` entries. Returns the whole journal. */
  async untilSaid(code: string, after = 0): Promise<JournalEntry[]> {
    const journal = await answerOf(WAIT_MS, 3000, async () => {
      const entries = await readJournal(this.board);
      return codesOf(entries.slice(after)).includes(code) ? entries : null;
    });
    if (journal) return journal;
    const codes = codesOf((await readJournal(this.board)).slice(after));
    throw new Error(`${code} was not said, only: ${codes.join(', ')}`);
  }

  async pullAdapter(): Promise<void> {
    await this.board.qmp.execute('device_del', { id: ADAPTER.id });
  }

  async plugAdapter(): Promise<void> {
    await this.board.qmp.execute('device_add', ADAPTER);
  }
}

const USUAL = { pin: '135790', amountMinor: 30_000, currency: 'CNY', consent: true, phoneCode: '4711', confirms: true };

/** Mosquitto lets in who has a certificate of ours; the fleet server listens beside it, without one, on this machine. */
async function startBroker(t: Test, certificates: string): Promise<{ port: number; fleet: FleetSubscriber }> {
  const [port, plain] = [await freePort(), await freePort()];
  const file = (name: string) => join(certificates, name);
  const tls = `cafile ${file('ca.pem')}\ncertfile ${file('server.pem')}\nkeyfile ${file('server.key')}`;
  const broker = new Mosquitto(
    port,
    `${tls}\nrequire_certificate true\nlistener ${plain} 127.0.0.1\nallow_anonymous true`,
  );
  t.teardown(() => broker.dispose());
  await broker.start();
  const fleet = new FleetSubscriber({ url: `mqtt://127.0.0.1:${plain}`, protocolVersion: 5 });
  t.teardown(() => fleet.stop());
  await fleet.start();
  return { port, fleet };
}

/** What a bank's branch does: the template of the customer whom the scenes show. */
async function enrolCustomer(): Promise<Face> {
  const pack = await Pack.load('default', undefined);
  try {
    const { embedderSha256 } = pack.identity;
    return { embedding: [...(await enrol(pack, seeds.wei))], embedderSha256 };
  } finally {
    await pack.release();
  }
}
