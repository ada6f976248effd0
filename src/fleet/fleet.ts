import type { DatabaseSync } from 'node:sqlite';
import type { Config } from '../config/schema.ts';
import { Outbox } from '../journal/outbox.ts';
import { type Code, catalog } from '../lib/catalog/index.ts';
import type { Clock } from '../lib/clock.ts';
import { sleep, withDeadline } from '../lib/deadline.ts';
import { newId } from '../lib/ids.ts';
import type { Log, LogFields } from '../system/log.ts';
import { FleetClient, type Message, type Session } from './client.ts';
import { Composer } from './composer.ts';
import { type ComponentHealth, HealthTable } from './health.ts';
import { Requests } from './requests.ts';
import { safeFields } from './safeFields.ts';
import { certificateDaysLeft } from './tls.ts';
import { type Body, topicPath, topicPrefix, topics } from './topics.ts';

export type FleetInfo = Pick<Body<'info'>, 'version' | 'pack' | 'capability'>;
export type DecisionReport = Body<'decision'> & { readonly code?: Code };
export type CashReport = Body<'cash'> & { readonly code?: Code };

export interface FleetOptions {
  readonly config: Config['fleet'];
  readonly terminal: Config['terminal'];
  /** The journal: the outbox is a table of it. */
  readonly db: DatabaseSync;
  readonly log: Log;
  readonly clock: Clock;
  readonly info: FleetInfo;
  /** Wait between attempts to connect; tests make it short. */
  readonly backoffMs?: { readonly base: number; readonly max: number };
}

const EVENTS_KEPT = 200;
const GOODBYE_MS = 2000;

/**
 * What the fleet server sees of this terminal. Works without a broker: decisions, cash and checkpoints wait on the disk,
 * states and health are simply true again at the next connect. Nothing here moves cash.
 */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #outbox: Outbox;
  readonly #client: FleetClient;
  readonly #composer: Composer;
  readonly #health: HealthTable;
  readonly #requests: Requests;
  readonly #prefix: string;
  readonly #startedUtc: string;
  readonly #events: Message[] = [];
  #info: FleetInfo;
  #cashStatus: Body<'cashStatus'> | null = null;
  #eventsDropped = 0;
  #connects = 0;
  #session: Session | null = null;
  #woken = false;
  #resolveWake: () => void = () => {};
  #healthTimer: NodeJS.Timeout | null = null;
  #started = false;

  constructor(options: FleetOptions) {
    const { config, terminal, db, clock, log } = options;
    this.#options = options;
    this.#info = options.info;
    this.#startedUtc = clock.now().toISOString();
    this.#prefix = topicPrefix(config.base, terminal);
    this.#outbox = new Outbox({ db, maxRows: config.outbox_max_rows, clock });
    this.#composer = new Composer(this.#prefix, newId('run'), clock);
    this.#health = new HealthTable(clock);
    const view = { health: () => this.#healthBody(), info: () => this.#infoBody() };
    this.#requests = new Requests(this.#prefix, view, clock);
    this.#client = new FleetClient({
      config,
      clientId: `${config.base}-${terminal.site}-${terminal.id}`,
      log,
      clock,
      will: () => this.#composer.message('state', { state: 'offline' }),
      subscribe: [`${this.#prefix}/request/+/+`],
      onSession: (session) => this.#run(session),
      onMessage: (topic, packet) => this.#onRequest(topic, packet.retain),
      backoffMs: options.backoffMs,
    });
  }

  /** Returns at once; connecting goes on in the background for as long as it takes. */
  start(): void {
    if (this.#started || !this.#options.config.enabled) return;
    this.#started = true;
    this.#outbox.onEnqueued(() => this.#wake());
    this.#healthTimer = setInterval(() => this.#publishHealth(), this.#options.config.health_interval_s * 1000);
    this.#healthTimer.unref();
    this.#client.start();
  }

  /** Is there room for `rows` more reports? Ask before cash is moved; false means: refuse. */
  hasRoom(rows = 2): boolean {
    return !this.#options.config.enabled || this.#outbox.hasRoom(rows);
  }

  /** Queues a decision. @throws OUTBOX_FULL, FLEET_PAYLOAD_INVALID: then the payout must not go on. */
  publishDecision({ code, ...body }: DecisionReport): void {
    this.#queue('decision', body, code, false);
  }

  /** Queues a payout that reached a final state; may use the part of the queue kept back for that. @throws as above */
  publishCash({ code, ...body }: CashReport): void {
    this.#queue('cash', body, code, true);
  }

  /** Queues a checkpoint of the evidence log. @throws as above */
  publishEvidence(checkpoint: { origin: string; size: number; root: Buffer; note: string }): void {
    const { origin, size, root, note } = checkpoint;
    this.#queue('evidenceCheckpoint', { origin, size, root: root.toString('base64'), note }, undefined, false);
  }

  /** Says how a component is, e.g. `vision`, `dispenser`; say it again regularly, its age is reported. */
  setHealth(component: string, health: ComponentHealth): void {
    if (this.#health.set(component, health)) this.#publishHealth();
  }

  setInfo(info: Partial<FleetInfo>): void {
    this.#info = { ...this.#info, ...info };
    this.#publishNow(() => this.#composer.message('info', this.#infoBody()));
  }

  setCashStatus(status: Body<'cashStatus'>): void {
    this.#cashStatus = status;
    this.#publishNow(() => this.#composer.message('cashStatus', status));
  }

  /** Reports what happened. Kept in memory without a connection, the oldest dropped first and counted in health. */
  event(code: Code, fields: LogFields = {}): void {
    if (!this.#started) return;
    try {
      const body = { priority: catalog[code].priority, fields: safeFields(fields) };
      this.#events.push(this.#composer.message('event', body, { code }, code));
    } catch (error) {
      this.#options.log.error(error);
      return;
    }
    while (this.#events.length > EVENTS_KEPT) {
      this.#events.shift();
      this.#eventsDropped++;
    }
    this.#wake();
  }

  /** Sends what it still can, says `stopped` and leaves; what is left then stays on the disk. */
  async stop(): Promise<void> {
    if (!this.#started) return;
    this.#started = false;
    if (this.#healthTimer !== null) clearInterval(this.#healthTimer);
    const session = this.#session;
    if (session !== null) {
      await this.#drain(session);
      const goodbye = session.publish(this.#composer.message('state', { state: 'stopped' }));
      await withDeadline(goodbye, GOODBYE_MS, 'MQTT goodbye').catch(() => {});
    }
    await this.#client.stop();
  }

  /** Gives the last reports, e.g. the final checkpoint, a moment to leave; the loop of the session sends them. */
  async #drain(session: Session): Promise<void> {
    const end = this.#options.clock.monotonicMs() + GOODBYE_MS;
    while (!session.signal.aborted && this.#options.clock.monotonicMs() < end) {
      if (this.#outbox.count() === 0 && this.#events.length === 0) return;
      await sleep(20);
    }
  }

  #queue<Name extends 'decision' | 'cash' | 'evidenceCheckpoint'>(
    name: Name,
    body: Body<Name>,
    code: Code | undefined,
    useReserve: boolean,
  ): void {
    if (!this.#options.config.enabled) return;
    const compose = (number: number) => this.#composer.payload(name, body, number, code);
    this.#outbox.enqueue(topicPath(this.#prefix, name), compose, topics[name].qos, useReserve);
  }

  /** The life of one connection: birth, then queue and events in order for as long as it lasts. */
  async #run(session: Session): Promise<void> {
    this.#connects++;
    await session.publish(this.#composer.message('state', { state: 'online' }));
    await session.publish(this.#composer.message('info', this.#infoBody()));
    await session.publish(this.#composer.message('health', this.#healthBody()));
    if (this.#cashStatus) await session.publish(this.#composer.message('cashStatus', this.#cashStatus));
    this.#session = session;
    try {
      while (!session.signal.aborted) {
        this.#woken = false;
        while (!session.signal.aborted && (await this.#sendOne(session)));
        if (!this.#woken) await this.#nextWake(session.signal);
      }
    } finally {
      this.#session = null;
    }
  }

  /** Sends the oldest queued report, or the oldest event; one is under way at a time, which keeps the order. */
  async #sendOne(session: Session): Promise<boolean> {
    const row = this.#outbox.first();
    if (row !== null) {
      const { retain, expirySeconds } = this.#specOf(row.topic);
      await session.publish({
        topic: row.topic,
        payload: row.payload,
        qos: row.qos === 0 ? 0 : 1,
        retain,
        expirySeconds,
      });
      this.#outbox.acknowledge(row.seq);
      return true;
    }
    const event = this.#events[0];
    if (event === undefined) return false;
    await session.publish(event);
    if (this.#events[0] === event) this.#events.shift();
    return true;
  }

  #wake(): void {
    this.#woken = true;
    this.#resolveWake();
  }

  #nextWake(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        signal.removeEventListener('abort', done);
        resolve();
      };
      if (signal.aborted) return resolve();
      this.#resolveWake = done;
      signal.addEventListener('abort', done, { once: true });
    });
  }

  /** Rows are found by their topic, so that a row queued by an older version keeps its manners. */
  #specOf(topic: string): { retain: boolean; expirySeconds: number | null } {
    const names = ['decision', 'cash', 'evidenceCheckpoint'] as const;
    const name = names.find((candidate) => topic === topicPath(this.#prefix, candidate));
    return name === undefined ? { retain: false, expirySeconds: null } : topics[name];
  }

  #publishHealth(): void {
    this.#publishNow(() => this.#composer.message('health', this.#healthBody()));
  }

  /** For states: sent now or, without a connection, as part of the next birth. */
  #publishNow(make: () => Message): void {
    const session = this.#session;
    if (session === null) return;
    try {
      session.publish(make()).catch((error) => {
        if (!session.signal.aborted) this.#options.log.error(error);
      });
    } catch (error) {
      this.#options.log.error(error);
    }
  }

  #onRequest(topic: string, isRetained: boolean): void {
    if (isRetained) return;
    const response = this.#requests.answer(topic);
    if (response === null) return;
    const code: Code = response.status === 'ok' ? 'FLEET_REQUEST_ANSWERED' : 'FLEET_REQUEST_REFUSED';
    if (response.status === 'error') this.#options.log.event(code, 'a request over MQTT was refused', { topic });
    const { verb, id } = response;
    this.#publishNow(() => this.#composer.message('response', response, { verb, id }, code));
  }

  #infoBody(): Body<'info'> {
    const retained = Object.entries(topics).filter(([, spec]) => spec.retain);
    return {
      ...this.#info,
      node: process.versions.node,
      startedUtc: this.#startedUtc,
      currency: this.#options.terminal.currency,
      retained: retained.map(([, spec]) => `${this.#prefix}/${spec.path}`),
    };
  }

  #healthBody(): Body<'health'> {
    const { clock, config } = this.#options;
    const oldest = this.#outbox.first();
    return {
      ...this.#health.report(),
      link: {
        connects: this.#connects,
        outboxRows: this.#outbox.count(),
        outboxOldestAgeMs: oldest && Math.max(0, clock.now().getTime() - Date.parse(oldest.createdUtc)),
        eventsDropped: this.#eventsDropped,
        certificateDaysLeft: certificateDaysLeft(config, clock.now()),
      },
      process: { rssBytes: process.memoryUsage.rss(), uptimeSeconds: Math.floor(process.uptime()) },
    };
  }
}
