import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openJournal } from '../../../src/journal/database.ts';
import type { Code } from '../../../src/lib/catalog/index.ts';
import { sleep } from '../../../src/lib/deadline.ts';
import { toTellersightError } from '../../../src/lib/errors.ts';
import { freePort, Mosquitto } from './support/broker.ts';
import { makeCertificates } from './support/makeCertificates.ts';
import { decision, makeFleet } from './support/makeFleet.ts';

const skip = Mosquitto.path ? false : 'mosquitto is not installed';
t.test('mutual TLS with Mosquitto; certificates are read again at every attempt', { skip }, async (t) => {
  const folder = t.testdir();
  const file = (name: string) => join(folder, name);
  makeCertificates(folder);
  const tls = `cafile ${file('ca.pem')}\ncertfile ${file('server.pem')}\nkeyfile ${file('server.key')}`;
  const broker = new Mosquitto(await freePort(), `${tls}\nrequire_certificate true\nallow_anonymous true`);
  t.teardown(() => broker.dispose());
  await broker.start();

  const seen: Code[] = [];
  const log = {
    event: (code: Code) => void seen.push(code),
    error: (error: unknown) => void seen.push(toTellersightError(error, 'INTERNAL').code),
    debug() {},
  };
  const until = async (code: Code) => {
    for (let tries = 0; !seen.includes(code); tries++) {
      if (tries > 1500) throw new Error(`${code} was not seen, only ${[...new Set(seen)].join(', ')}`);
      await sleep(10);
    }
  };
  const db = openJournal(':memory:');
  const url = `mqtts://127.0.0.1:${broker.port}`;
  const fleet = makeFleet(db, { url, ca: file('trust.pem'), cert: file('used.pem'), key: file('used.key') }, log);
  fleet.publishDecision(decision(1));
  fleet.start();
  await until('FLEET_TLS');
  t.pass('no files: says so and keeps trying');

  // A broker signed by somebody we do not trust: no connection, although everything else is right.
  const use = (trust: string, identity: string) => {
    copyFileSync(file(`${identity}.key`), file('used.key'));
    copyFileSync(file(`${identity}.pem`), file('used.pem'));
    copyFileSync(file(`${trust}.pem`), file('trust.pem'));
  };
  const refused = async (what: string) => {
    seen.length = 0;
    await until('FLEET_DISCONNECTED');
    await sleep(300);
    t.notOk(seen.includes('FLEET_CONNECTED'), what);
  };
  use('strange', 'client');
  await refused('a broker of another authority is not believed');
  use('ca', 'stranger');
  await sleep(200);
  await refused('a client of another authority is not let in');

  use('ca', 'client');
  await until('FLEET_CONNECTED');
  const queued = () => (db.prepare('SELECT count(*) AS rows FROM outbox').get() as { rows: number }).rows;
  for (let tries = 0; queued() > 0; tries++) {
    if (tries > 500) throw new Error('the report was not sent');
    await sleep(10);
  }
  t.pass('with the right files it connects without a restart and sends what was queued');
  await fleet.stop();
  db.close();
});
