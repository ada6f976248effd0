import { execFileSync } from 'node:child_process';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openJournal } from '../../../src/journal/database.ts';
import type { Code } from '../../../src/lib/catalog/index.ts';
import { sleep } from '../../../src/lib/deadline.ts';
import { toTellersightError } from '../../../src/lib/errors.ts';
import { freePort, Mosquitto } from './support/broker.ts';
import { decision, makeFleet } from './support/makeFleet.ts';

/** A certificate authority and what it signs, made with the openssl tool in `folder`. */
function makeCertificates(folder: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '30'];
  writeFileSync(join(folder, 'names'), 'subjectAltName=IP:127.0.0.1\n');
  for (const authority of ['ca', 'strange']) {
    openssl(
      'req',
      '-x509',
      ...ec,
      '-keyout',
      `${authority}.key`,
      '-out',
      `${authority}.pem`,
      '-subj',
      `/CN=${authority}`,
    );
  }
  for (const [name, authority] of [
    ['server', 'ca'],
    ['client', 'ca'],
    ['stranger', 'strange'],
  ] as const) {
    openssl('req', ...ec.slice(0, -2), '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${name}`);
    const signing = ['-CA', `${authority}.pem`, '-CAkey', `${authority}.key`, '-CAcreateserial', '-days', '30'];
    openssl('x509', '-req', '-in', `${name}.csr`, ...signing, '-extfile', 'names', '-out', `${name}.pem`);
  }
}

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
