import mqtt, { type MqttClient } from 'mqtt';
import { withDeadline } from '../../lib/deadline.ts';

/** One message as an independent subscriber got it. */
export interface SeenMessage {
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly qos: number;
  /** True when the broker had kept it from before the subscription. */
  readonly retained: boolean;
}

export interface FleetSubscriberOptions {
  readonly url: string;
  /** Default: everything. */
  readonly filter?: string;
  readonly protocolVersion?: 4 | 5;
  readonly onMessage?: (message: SeenMessage) => void;
}

/**
 * Stands for the fleet server of an operator. It shares no code with the daemon's fleet room: what it shows is what
 * really came over the wire.
 */
export class FleetSubscriber {
  readonly #options: FleetSubscriberOptions;
  #client: MqttClient | null = null;
  readonly messages: SeenMessage[] = [];
  readonly #waiting = new Set<() => void>();

  constructor(options: FleetSubscriberOptions) {
    this.#options = options;
  }

  /** Resolves when the subscription is in force; comes back by itself when the broker does. */
  async start(): Promise<void> {
    const { url, filter = '#', protocolVersion = 4 } = this.#options;
    const clientId = `watcher-${process.pid}-${Math.random().toString(36).slice(2, 10)}`;
    const client = mqtt.connect(url, { clientId, protocolVersion, reconnectPeriod: 100 });
    this.#client = client;
    client.on('error', () => {});
    client.on('message', (topic, bytes, { qos, retain }) => this.#seen(topic, bytes, qos, retain));
    await withDeadline(client.subscribeAsync(filter, { qos: 1 }), 10_000, `subscription at ${url}`);
  }

  /** Resolves with the messages once `enough` of them says so. @throws DEADLINE_EXCEEDED */
  async until(enough: (messages: readonly SeenMessage[]) => boolean, ms = 20_000): Promise<readonly SeenMessage[]> {
    const done = new Promise<void>((resolve) => {
      const check = () => {
        if (!enough(this.messages)) return;
        this.#waiting.delete(check);
        resolve();
      };
      this.#waiting.add(check);
      check();
    });
    await withDeadline(done, ms, 'the expected messages');
    return this.messages;
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = null;
    await client?.endAsync(true);
  }

  #seen(topic: string, bytes: Buffer, qos: number, retained: boolean): void {
    let payload: Record<string, unknown> = {};
    try {
      payload = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>;
    } catch {
      // Requests may be empty; a report never is, and a test on its fields will say so.
    }
    const message = { topic, payload, qos, retained };
    this.messages.push(message);
    this.#options.onMessage?.(message);
    for (const check of [...this.#waiting]) check();
  }
}
