import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import { configSchema } from '../../../../src/config/schema.ts';
import { createDriver } from '../../../../src/dispenser/createDriver.ts';
import { Essp } from '../../../../src/dispenser/ssp/essp.ts';
import { defaultFixedKey, readFixedKey } from '../../../../src/dispenser/ssp/fixedKey.ts';
import { aesKey, exchangeKeys } from '../../../../src/dispenser/ssp/keyExchange.ts';
import type { Message } from '../../../../src/dispenser/ssp/message.ts';
import { modPow } from '../../../../src/dispenser/ssp/modPow.ts';
import { systemRandom } from '../../../../src/dispenser/ssp/random.ts';
import { seededRandom } from '../../../../src/simulator/dispenser/seededRandom.ts';
import { Secrecy } from '../../../../src/simulator/dispenser/ssp/secrecy.ts';
import { silentLog } from '../../../../src/system/log.ts';
import { printed, printedSession as vector } from './printedFrames.ts';
import { seededKeys } from './seededKeys.ts';

const zeros = (length: number) => new Uint8Array(length);
const question = printed('PAYOUT_AMOUNT encrypted').data;
const answer = printed('PAYOUT_AMOUNT answered, encrypted').data;

t.test('the printed key exchange', async (t) => {
  const { generator, modulus, hostSecret, hostHalf, deviceHalf, deviceSecret, agreed, fixedKey } = vector;
  t.equal(modPow(generator, hostSecret, modulus), hostHalf);
  t.equal(modPow(deviceHalf, hostSecret, modulus), agreed);
  t.same(aesKey(fixedKey, agreed), vector.aesKey);
  const sent: string[] = [];
  const answers = ['', '', u64(deviceHalf)];
  const primes = [modulus, generator];
  const random = { prime: () => primes.shift()!, exponent: () => hostSecret, padding: zeros };
  const ask = async <T>(message: Message<T>): Promise<T> => {
    sent.push(Buffer.from(message.serialize()).toString('hex'));
    return message.parse(Buffer.from(answers.shift()!, 'hex'));
  };
  t.same(await exchangeKeys(ask, random, fixedKey), vector.aesKey, 'the larger prime is the generator');
  t.same(sent, [`4a${u64(generator)}`, `4b${u64(modulus)}`, `4c${u64(hostHalf)}`]);

  const device = new Secrecy('0123456701234567', () => 0);
  device.setGenerator(generator);
  device.setModulus(modulus);
  t.equal(device.exchange(hostHalf, deviceSecret), deviceHalf, 'the simulator computes the same');
});

t.test('halves that make a known key are refused', async (t) => {
  for (const half of [0n, 1n, vector.modulus - 1n, vector.modulus]) {
    const ask = async <T>(message: Message<T>): Promise<T> => {
      return message.parse(message.name === 'REQUEST_KEY_EXCHANGE' ? Buffer.from(u64(half), 'hex') : zeros(0));
    };
    const primes = [vector.generator, vector.modulus];
    const random = { prime: () => primes.shift()!, exponent: () => 5n, padding: zeros };
    await t.rejects(exchangeKeys(ask, random, 1n), { code: 'DISPENSER_PROTOCOL' });
  }
  const same = { prime: () => 7n, exponent: () => 5n, padding: zeros };
  await t.rejects(
    exchangeKeys(async () => undefined as never, same, 1n),
    { code: 'DISPENSER_PROTOCOL' },
  );
});

t.test('the printed packets, counter 1 and answer 2', (t) => {
  const host = new Essp(vector.aesKey, zeros, 1);
  t.same(host.seal(vector.question), question);
  t.same(host.open(answer), vector.answer);
  t.equal(host.open(answer), null, 'the same answer once more answers nothing');

  const device = new Secrecy('0123456701234567', () => 0);
  device.resume(vector.aesKey, 1);
  t.same(device.open(question), vector.question, 'and by the simulator');
  t.same(device.lock(vector.answer, zeros(8)), answer);
  t.equal(device.open(question), null, 'a copy of the question is refused');
  t.end();
});

t.test('only the answer to the packet sealed last is one', (t) => {
  for (const count of [0, 2, 3, 0xfffffffe]) t.equal(new Essp(vector.aesKey, zeros, count).open(answer), null);
  const host = new Essp(vector.aesKey, zeros, 1);
  t.equal(host.open(question), null, 'our own packet, reflected');
  t.equal(host.open(Uint8Array.of(0xf0)), null, 'in the clear');
  t.equal(host.open(answer.subarray(0, 16)), null, 'cut');
  t.equal(host.open(Uint8Array.of(0x7e)), null, 'empty');
  for (let at = 1; at < answer.length; at++) {
    const damaged = Uint8Array.from(answer);
    damaged[at]! ^= 1;
    if (host.open(damaged) !== null) t.fail(`byte ${at} changed and taken`);
  }
  t.same(host.open(answer), vector.answer, 'nothing of that used the counter up');
  t.end();
});

t.test('both sides in step over many packets of every length', (t) => {
  const random = seededRandom(3);
  const { padding } = seededKeys(random);
  const host = new Essp(vector.aesKey, padding);
  const device = new Secrecy('0123456701234567', random);
  device.resume(vector.aesKey, 0);
  for (let length = 1; length <= 120; length++) {
    const data = padding(length);
    const sealed = host.seal(data);
    t.equal(sealed.length % 16, 1);
    t.same(device.open(sealed), data);
    t.same(host.open(device.lock(data)), data);
  }
  t.end();
});

t.test('keys of the system are of full size', (t) => {
  const prime = systemRandom.prime();
  t.ok(prime > 2n ** 63n && prime < 2n ** 64n);
  t.not(prime, systemRandom.prime());
  t.equal(systemRandom.padding(5).length, 5);
  t.not(systemRandom.exponent(), systemRandom.exponent());
  t.end();
});

t.test('the fixed key comes from its file, and never is the default one by accident', (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'tellersight-ssp-'));
  t.teardown(() => rmSync(dir, { recursive: true, force: true }));
  const file = (name: string, text: string, mode = 0o600) => {
    const path = join(dir, name);
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const own = file('own', '1122334455667788\n');
  const known = file('known', '0123456701234567');
  t.equal(readFixedKey({ ssp_key: own, allow_default_key: false }), 0x1122334455667788n);
  t.throws(() => readFixedKey({ ssp_key: known, allow_default_key: false }), { code: 'CONFIG_INVALID' });
  t.throws(() => readFixedKey({ ssp_key: undefined, allow_default_key: false }), { code: 'CONFIG_INVALID' });
  t.equal(readFixedKey({ ssp_key: known, allow_default_key: true }), defaultFixedKey);
  t.equal(readFixedKey({ ssp_key: undefined, allow_default_key: true }), defaultFixedKey);
  const read = (path: string) => () => readFixedKey({ ssp_key: path, allow_default_key: false });
  t.throws(read(file('short', '112233445566778')), { code: 'KEY_UNREADABLE' });
  t.throws(read(file('letters', '11223344556677zz')), { code: 'KEY_UNREADABLE', message: /not 16 hex digits/ });
  t.throws(read(join(dir, 'missing')), { code: 'KEY_UNREADABLE' });
  t.throws(read(file('open', '1122334455667788', 0o644)), { code: 'KEY_TOO_OPEN' });

  const config = (more: object) =>
    configSchema.shape.dispenser.parse({
      driver: 'itl-ssp',
      port: '/dev/null',
      ssp_key: own,
      cassettes: [{ value_minor: 5000 }, { value_minor: 1000 }],
      ...more,
    });
  t.match(createDriver(config({}), 'EUR', silentLog)?.capability, {
    protocol: 'itl-ssp',
    cassettes: 2,
    encrypted: true,
  });
  const twice = { cassettes: [{ value_minor: 5000 }, { value_minor: 5000 }] };
  for (const wrong of [twice, { ssp_key: undefined }, { ssp_key: known }, { parity: 'even' }, { port: undefined }]) {
    t.throws(() => createDriver(config(wrong), 'EUR', silentLog), { code: 'CONFIG_INVALID' }, Object.keys(wrong)[0]!);
  }
  t.end();
});

function u64(value: bigint): string {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(value);
  return data.toString('hex');
}
