import mqtt, { type IClientOptions, type IPublishPacket, type MqttClient } from 'mqtt';
import type { Config } from '../config/schema.ts';
import { backoff } from '../lib/backoff.ts';
import type { Clock } from '../lib/clock.ts';
import { sleep, withDeadline } from '../lib/deadline.ts';
import { TellersightError, toTellersightError } from '../lib/errors.ts';
import type { Log } from '../system/log.ts';
import { tlsOptions } from './tls.ts';

export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  readonly expirySeconds: number | null;
}

/** One connection, from CONNACK to its end; a new connection is a new Session and inherits nothing. */
export interface Session {
  /** Aborts when the connection ends. */
  readonly signal: AbortSignal;
  /** Resolves when sent (QoS 0) or acknowledged by the broker (QoS 1). @throws FLEET_PUBLISH_REFUSED, FLEET_DISCONNECTED */
  publish(message: Message): Promise<void>;
}

export interface FleetClientOptions {
  readonly config: Config['fleet'];
  readonly clientId: string;
  readonly log: Log;
  readonly clock: Clock;
  /** The will, made anew for each connection. */
  readonly will: () => Message;
  readonly subscribe: readonly string[];
  /** Runs for the life of a connection; when it rejects, the connection is closed and tried again. */
  readonly onSession: (session: Session) => Promise<void>;
  readonly onMessage: (topic: string, packet: { retain: boolean }) => void;
  readonly backoffMs?: { readonly base: number; readonly max: number } | undefined;
}

const CONNECT_MS = 15_000;
const ACK_MS = 15_000;
const STEADY_MS = 30_000;

/**
 * Keeps one MQTT connection, with its own reconnect: mqtt.js waits a fixed second, which brings a whole fleet back at
 * once, and replays its in-memory store, while our order and durability come from the outbox. So each connection is a
 * fresh mqtt.js client with reconnectPeriod 0.
 */
export class FleetClient {
  readonly #options: FleetClientOptions;
  readonly #stop = new AbortController();
  #loop: Promise<void> | null = null;
  #client: MqttClient | null = null;

  constructor(options: FleetClientOptions) {
    this.#options = options;
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Ends the connection with DISCONNECT, which makes the broker forget the will. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const client = this.#client;
    if (client?.connected) {
      await withDeadline(client.endAsync(false), 2000, 'MQTT disconnect').catch(() => client.end(true));
    } else {
      client?.end(true);
    }
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { log, clock, backoffMs = { base: 1000, max: 60_000 } } = this.#options;
    const signal = this.#stop.signal;
    for (let attempt = 0; !signal.aborted; attempt++) {
      let connectedAt = Number.POSITIVE_INFINITY;
      try {
        await this.#connection(() => {
          connectedAt = clock.monotonicMs();
        });
        if (!signal.aborted) log.event('FLEET_DISCONNECTED', 'the connection to the broker ended');
      } catch (error) {
        if (!signal.aborted) log.error(toTellersightError(error, 'FLEET_DISCONNECTED'));
      }
      // A broker that takes the connection and throws it out again is not to be asked every second.
      if (clock.monotonicMs() - connectedAt >= STEADY_MS) attempt = 0;
      await sleep(backoff(attempt, backoffMs.base, backoffMs.max), signal).catch(() => {});
    }
  }

  /** Opens one connection and stays with it until it ends. */
  async #connection(onConnected: () => void): Promise<void> {
    const { config, log, onSession, onMessage, subscribe } = this.#options;
    const client = mqtt.connect(config.url, this.#connectOptions());
    this.#client = client;
    const ended = new AbortController();
    let failure: Error | null = null;
    const closed = new Promise<void>((resolve) => client.once('close', resolve)).finally(() => ended.abort());
    client.on('error', (error) => {
      failure = error;
    });
    client.on('message', (topic, _payload, packet: IPublishPacket) => onMessage(topic, { retain: packet.retain }));
    try {
      const connected = new Promise<void>((resolve) => client.once('connect', () => resolve()));
      await withDeadline(Promise.race([connected, closed]), CONNECT_MS, 'MQTT connect', 'FLEET_DISCONNECTED');
      if (!client.connected) throw unreachable(config.url, failure);
      onConnected();
      log.event('FLEET_CONNECTED', `connected to ${config.url}`, { url: config.url });
      if (subscribe.length > 0) {
        await withDeadline(client.subscribeAsync([...subscribe], { qos: 0 }), ACK_MS, 'SUBACK', 'FLEET_DISCONNECTED');
      }
      await Promise.race([
        onSession({ signal: ended.signal, publish: (m) => this.#publish(client, closed, m) }),
        closed,
      ]);
      await closed;
    } finally {
      ended.abort();
      if (!client.disconnecting) client.end(true);
      await withDeadline(closed, 3000, 'closing the MQTT socket').catch(() => {});
      this.#client = null;
    }
  }

  #connectOptions(): IClientOptions {
    const { config, clientId, will } = this.#options;
    const { topic, payload, qos, retain } = will();
    return {
      ...tlsOptions(config),
      clientId,
      protocolVersion: config.protocol_version,
      clean: true,
      keepalive: config.keepalive_s,
      reconnectPeriod: 0,
      connectTimeout: CONNECT_MS - 1000,
      resubscribe: false,
      queueQoSZero: false,
      will: { topic, payload: Buffer.from(payload), qos, retain },
    };
  }

  async #publish(client: MqttClient, closed: Promise<void>, message: Message): Promise<void> {
    const { topic, payload, qos, retain, expirySeconds } = message;
    const expires = this.#options.config.protocol_version === 5 && expirySeconds !== null;
    const sent = client.publishAsync(topic, payload, {
      qos,
      retain,
      ...(expires ? { properties: { messageExpiryInterval: expirySeconds } } : {}),
    });
    const lost = closed.then(() => {
      throw new TellersightError('FLEET_DISCONNECTED', `the connection ended before ${topic} was acknowledged`);
    });
    try {
      await withDeadline(Promise.race([sent, lost]), ACK_MS, `PUBACK for ${topic}`, 'FLEET_DISCONNECTED');
    } catch (error) {
      // A PUBACK can carry a refusal (MQTT 5 section 3.4.2.1): codes from 0x80 on.
      const reason = (error as { code?: unknown }).code;
      if (typeof reason !== 'number') throw toTellersightError(error, 'FLEET_DISCONNECTED');
      throw new TellersightError('FLEET_PUBLISH_REFUSED', `${topic}: ${(error as Error).message}`, {
        cause: error,
        details: { topic, reason },
      });
    } finally {
      lost.catch(() => {});
      sent.catch(() => {});
    }
  }
}

function unreachable(url: string, cause: Error | null): TellersightError {
  return new TellersightError('FLEET_DISCONNECTED', `${url}: ${cause?.message || 'the broker closed the connection'}`, {
    cause: cause ?? undefined,
  });
}
