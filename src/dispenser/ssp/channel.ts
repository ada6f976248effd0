import { TellersightError } from '../../lib/errors.ts';
import { describeReply } from './describeReply.ts';
import { Essp } from './essp.ts';
import { GetSerial } from './getSerial.ts';
import { HostProtocolVersion } from './hostProtocolVersion.ts';
import { exchangeKeys } from './keyExchange.ts';
import type { LineEnding, SspLine } from './line.ts';
import type { Message } from './message.ts';
import type { SspRandom } from './random.ts';
import { keyNotSet, OK } from './replyCodes.ts';
import { Sync } from './sync.ts';

/** An answer that surely comes from the device of this session. */
export interface Reply {
  readonly code: number;
  readonly data: Uint8Array;
}

export type ChannelEnding =
  | { readonly kind: 'reply'; readonly value: Reply }
  | Exclude<LineEnding<never>, { kind: 'reply' }>
  /** FA in the clear: the device has no key, so it was reset or somebody else has spoken with it. */
  | { readonly kind: 'keysLost' };

export interface ChannelOptions {
  readonly line: SspLine;
  readonly random: SspRandom;
  readonly fixedKey: bigint;
  readonly tries: number;
}

/**
 * The encrypted session with the device. Everything is encrypted once there are keys, also what need not be: answers
 * about levels and counters are evidence, and only the session counter tells a fresh one from an old or a forged one.
 */
export class SspChannel {
  readonly #options: ChannelOptions;
  #session: Essp | null = null;

  constructor(options: ChannelOptions) {
    this.#options = options;
  }

  get isOpen(): boolean {
    return this.#session !== null;
  }

  /** Ends the session: no packet of it, nor any copy of one, is ever carried out after the next open(). */
  drop(): void {
    this.#session = null;
  }

  /**
   * SYNC, protocol version, keys, and one encrypted question as the proof that both have the same.
   * @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL
   */
  async open(): Promise<void> {
    const { line, random, fixedKey, tries } = this.#options;
    this.#session = null;
    line.restartSequence();
    await this.#plain(new Sync());
    await this.#plain(new HostProtocolVersion());
    const key = await exchangeKeys((message) => this.#plain(message), random, fixedKey);
    this.#session = new Essp(key, (length) => random.padding(length));
    const proof = await this.ask(new GetSerial(), tries);
    if (proof.kind === 'linkLost') throw new TellersightError('DISPENSER_OFFLINE', 'the line was cut');
    if (proof.kind === 'reply') return;
    this.#session = null;
    throw new TellersightError('DISPENSER_PROTOCOL', 'the device does not answer to the keys that were agreed on', {
      hint: 'Is its fixed key the one in dispenser.ssp_key?',
    });
  }

  /** Asks in the open session; any ending but a reply ends the session. */
  async ask(message: Message<unknown>, tries: number): Promise<ChannelEnding> {
    const session = this.#session;
    if (!session) throw new TellersightError('DISPENSER_OFFLINE', 'there is no session with the dispenser');
    // Sealed once: a retransmission is the same bytes.
    const ending = await this.#options.line.exchange(session.seal(message.serialize()), tries, (packet) => {
      if (packet.length === 1 && packet[0] === keyNotSet) return 'keysLost' as const;
      const plain = session.open(packet);
      return plain === null || plain.length === 0 ? null : { code: plain[0]!, data: plain.subarray(1) };
    });
    if (ending.kind === 'reply' && ending.value !== 'keysLost') return { kind: 'reply', value: ending.value };
    this.#session = null;
    return ending.kind === 'reply' ? { kind: 'keysLost' } : ending;
  }

  async #plain<T>(message: Message<T>): Promise<T> {
    const ending = await this.#options.line.exchange(message.serialize(), this.#options.tries, (packet) => packet);
    if (ending.kind === 'linkLost') throw new TellersightError('DISPENSER_OFFLINE', 'the line was cut');
    if (ending.kind === 'silence') {
      const what = ending.heard ? 'no readable answer' : 'no answer';
      throw new TellersightError('DISPENSER_PROTOCOL', `${message.name}: ${what}`);
    }
    const [code, ...data] = ending.value;
    if (code === OK) return message.parse(Uint8Array.from(data));
    throw new TellersightError(
      'DISPENSER_PROTOCOL',
      `${message.name}: ${describeReply(code ?? 0, Uint8Array.from(data))}`,
    );
  }
}
