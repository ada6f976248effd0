import { TellersightError } from '../../lib/errors.ts';
import type { Reply, SspChannel } from './channel.ts';
import { describeReply } from './describeReply.ts';
import type { Message } from './message.ts';
import { OK } from './replyCodes.ts';

export interface TalkOptions {
  readonly channel: SspChannel;
  readonly tries: number;
  /** The device has forgotten the keys of an open session. */
  readonly onKeysLost: () => void;
}

/** Questions that move no cash: a session is opened when there is none, and once more when the device lost its keys. */
export class SspTalk {
  readonly #options: TalkOptions;

  constructor(options: TalkOptions) {
    this.#options = options;
  }

  /** @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL */
  async ask<T>(message: Message<T>): Promise<T> {
    return read(message, await this.reply(message));
  }

  /** The answer whatever its code is. @throws DISPENSER_OFFLINE, DISPENSER_PROTOCOL */
  async reply(message: Message<unknown>): Promise<Reply> {
    await this.#ensure();
    try {
      return await this.inSession(message, this.#options.tries);
    } catch (error) {
      if (!(error instanceof KeysLost)) throw error;
    }
    await this.#ensure();
    return this.inSession(message, this.#options.tries);
  }

  /** In the open session and no other: while a payout runs, a new session would have to be told from the old one. */
  async inSession(message: Message<unknown>, tries: number): Promise<Reply> {
    const { channel, onKeysLost } = this.#options;
    const ending = await channel.ask(message, tries);
    switch (ending.kind) {
      case 'reply':
        return ending.value;
      case 'linkLost':
        throw new TellersightError('DISPENSER_OFFLINE', 'the line was cut');
      case 'keysLost':
        onKeysLost();
        throw new KeysLost('DISPENSER_PROTOCOL', `${message.name}: the device has lost the keys of the session`);
      case 'silence': {
        const what = ending.heard ? 'nothing that answers it came' : 'no answer';
        throw new TellersightError('DISPENSER_PROTOCOL', `${message.name}: ${what}`);
      }
    }
  }

  /** A second try: a late answer to an earlier packet may have spoilt the exchange of keys, which is in the clear. */
  async #ensure(): Promise<void> {
    const { channel } = this.#options;
    if (channel.isOpen) return;
    try {
      await channel.open();
    } catch (error) {
      if (!(error instanceof TellersightError && error.code === 'DISPENSER_PROTOCOL')) throw error;
      await channel.open();
    }
  }
}

/** @throws DISPENSER_PROTOCOL when the answer is not OK or cannot be read */
export function read<T>(message: Message<T>, { code, data }: Reply): T {
  if (code === OK) return message.parse(data);
  throw new TellersightError('DISPENSER_PROTOCOL', `${message.name}: ${describeReply(code, data)}`);
}

class KeysLost extends TellersightError {}
