import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { connectAsync } from 'mqtt';
import t from 'tap';
import { topics } from '../../../src/fleet/topics.ts';
import { openJournal } from '../../../src/journal/database.ts';
import { sleep } from '../../../src/lib/deadline.ts';
import { FleetSubscriber, type SeenMessage } from '../../../src/simulator/fleet/subscriber.ts';
import { AedesBroker, type Broker, freePort, Mosquitto } from './support/broker.ts';
import { Cable } from './support/cable.ts';
import { decision, makeFleet } from './support/makeFleet.ts';

const prefix = 'tellersight/s1/t1';
const on = (topic: string) => (message: SeenMessage) => message.topic === `${prefix}/${topic}`;
const decisions = (messages: readonly SeenMessage[]) => messages.filter(on('decision'));
const numbers = (messages: readonly SeenMessage[]) => decisions(messages).map(({ payload }) => payload.seq as number);
/** QoS 1 may repeat what was under way; a receiver drops numbers it has had. */
const once_ = (list: readonly number[]) => list.filter((n, i) => list.indexOf(n) === i);
const rows = (db: DatabaseSync) => (db.prepare('SELECT count(*) AS rows FROM outbox').get() as { rows: number }).rows;
/** The broker delivers a message before its PUBACK is back at the sender: the queue is empty a little later. */
async function drained(db: DatabaseSync): Promise<void> {
  for (let tries = 0; rows(db) > 0; tries++) {
    if (tries > 1000) throw new Error(`${rows(db)} rows are still queued`);
    await sleep(10);
  }
}
const upTo = (n: number) => Array.from({ length: n }, (_, i) => i + 1);

async function life(t: Tap, broker: Broker, version: 4 | 5): Promise<void> {
  await broker.start();
  const url = `mqtt://127.0.0.1:${broker.port}`;
  const db = openJournal(':memory:');
  const fleet = makeFleet(db, { url, protocol_version: version });
  fleet.setHealth('vision', { status: 'degraded', code: 'DEADLINE_EXCEEDED' });
  fleet.start();

  const watcher = new FleetSubscriber({ url, protocolVersion: version });
  await watcher.start();
  await watcher.until((seen) => seen.some(on('health')) && seen.some(on('info')));
  t.match(watcher.messages.find(on('state'))?.payload, { state: 'online', schema: 'fleet.state@1' });

  const late = new FleetSubscriber({ url, protocolVersion: version });
  await late.start();
  await late.until((seen) => ['state', 'info', 'health'].every((topic) => seen.some(on(topic))));
  t.ok(
    late.messages.every(({ retained }) => retained),
    'who comes late gets the retained topics',
  );
  t.match(late.messages.find(on('health'))?.payload, {
    status: 'degraded',
    components: { vision: { status: 'degraded', code: 'DEADLINE_EXCEEDED' } },
  });
  await late.stop();

  for (let i = 0; i < 25; i++) fleet.publishDecision(decision(i));
  fleet.event('READY', { rows: 3 });
  await watcher.until((seen) => decisions(seen).length >= 25 && seen.some(on('event/READY')));
  t.same(numbers(watcher.messages), upTo(25), 'QoS 1, in order, once');
  t.ok(decisions(watcher.messages).every(({ qos, retained }) => qos === 1 && !retained));

  const asker = await connectAsync(url, { protocolVersion: version });
  await asker.publishAsync(`${prefix}/request/health/q1`, '');
  await asker.publishAsync(`${prefix}/request/dispense/q2`, JSON.stringify({ amountMinor: 100 }));
  await watcher.until((seen) => seen.some(on('response/health/q1')) && seen.some(on('response/dispense/q2')));
  t.match(watcher.messages.find(on('response/health/q1'))?.payload, {
    status: 'ok',
    data: { link: { outboxRows: 0 } },
  });
  t.match(watcher.messages.find(on('response/dispense/q2'))?.payload, { status: 'error', data: null });
  await asker.endAsync();

  for (const { topic, payload } of watcher.messages) {
    const schema = Object.values(topics).find(({ schemaName }) => schemaName === payload.schema);
    if (schema) t.ok(schema.schema.safeParse(payload).success, `${topic} fits its schema`);
  }
  fleet.publishDecision(decision(25));
  await fleet.stop();
  t.equal(rows(db), 0, 'the last report leaves before the goodbye');
  await watcher.until((seen) => seen.filter(on('state')).some(({ payload }) => payload.state === 'stopped'));
  t.notOk(
    watcher.messages.some(({ payload }) => payload.state === 'offline'),
    'a planned stop is not a crash',
  );
  await fleet.stop();
  await watcher.stop();
  await broker.stop();
  db.close();
}
type Tap = typeof t;

t.test('a whole life on MQTT 3.1.1 (aedes)', async (t) => life(t as Tap, new AedesBroker(await freePort()), 4));

t.test('on Mosquitto', { skip: Mosquitto.path ? false : 'mosquitto is not installed' }, async (t) => {
  t.test('a whole life on MQTT 5', async (t) => {
    const broker = new Mosquitto(await freePort());
    t.teardown(() => broker.dispose());
    await life(t as Tap, broker, 5);
  });

  t.test('the broker comes late, is killed and comes back: the daemon goes on and the queue drains', async (t) => {
    const broker = new Mosquitto(await freePort());
    t.teardown(() => broker.dispose());
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const db = openJournal(':memory:');
    const fleet = makeFleet(db, { url });
    fleet.start();
    for (let i = 0; i < 10; i++) fleet.publishDecision(decision(i));
    t.equal(rows(db), 10, 'without a broker they wait');
    await broker.start();
    await drained(db);
    await broker.stop();
    for (let i = 10; i < 20; i++) fleet.publishDecision(decision(i));
    await broker.start();
    await drained(db);
    const watcher = new FleetSubscriber({ url });
    await watcher.start();
    await watcher.until((seen) => seen.some(on('state')) && seen.some(on('info')));
    t.match(watcher.messages.find(on('state')), { retained: true, payload: { state: 'online' } }, 'born again');
    fleet.publishDecision(decision(20));
    await watcher.until((seen) => numbers(seen).includes(21));
    await fleet.stop();
    await watcher.stop();
    db.close();
  });

  t.test('the cable is pulled again and again while the queue is sent: nothing is lost, order is kept', async (t) => {
    const broker = new Mosquitto(await freePort());
    const cable = new Cable(broker.port);
    t.teardown(async () => {
      await cable.stop();
      await broker.dispose();
    });
    await broker.start();
    await cable.start();
    const watcher = new FleetSubscriber({ url: `mqtt://127.0.0.1:${broker.port}` });
    await watcher.start();
    const db = openJournal(':memory:');
    const fleet = makeFleet(db, { url: `mqtt://127.0.0.1:${cable.port}` });
    for (let i = 0; i < 300; i++) fleet.publishDecision(decision(i));
    fleet.start();
    for (let pulled = 1; pulled <= 5; pulled++) {
      await watcher.until((seen) => decisions(seen).length >= pulled * 40);
      // By turns: what was sent has arrived and its PUBACK is lost; what was sent is lost itself.
      if (pulled % 2 === 1) cable.cut();
      else cable.loseNext();
    }
    await watcher.until((seen) => numbers(seen).includes(300));
    const got = numbers(watcher.messages);
    t.same(once_(got), upTo(300), 'every one, in order');
    t.ok(got.length - 300 <= 5, `at most one repeated per cut (${got.length - 300})`);
    t.equal(cable.connections, 6);
    await drained(db);
    await fleet.stop();
    await watcher.stop();
    db.close();
  });

  t.test('the process is killed with rows in the outbox: the next one delivers all, in order', async (t) => {
    const broker = new Mosquitto(await freePort());
    t.teardown(() => broker.dispose());
    await broker.start();
    const url = `mqtt://127.0.0.1:${broker.port}`;
    const watcher = new FleetSubscriber({ url });
    await watcher.start();
    const journal = join(t.testdir(), 'journal.db');
    const start = (count: number) => {
      const script = join(import.meta.dirname, 'support/daemon.ts');
      return spawn(process.execPath, [script, journal, url, String(count)], { stdio: ['ignore', 'pipe', 'inherit'] });
    };
    const first = start(300);
    await watcher.until((seen) => decisions(seen).length >= 10);
    first.kill('SIGKILL');
    await once(first, 'exit');
    await watcher.until((seen) => seen.filter(on('state')).some(({ payload }) => payload.state === 'offline'));
    t.ok(decisions(watcher.messages).length < 300, 'it was killed on the way');

    const second = start(20);
    await watcher.until((seen) => numbers(seen).includes(320));
    second.kill('SIGKILL');
    await once(second, 'exit');
    t.same(once_(numbers(watcher.messages)), upTo(320), 'every one, in order');
    const repeated = numbers(watcher.messages).length - 320;
    t.ok(repeated <= 1, `only what was under way may come twice (${repeated})`);
    await watcher.stop();
  });
});
