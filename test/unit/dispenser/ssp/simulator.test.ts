import t from 'tap';
import { Essp } from '../../../../src/dispenser/ssp/essp.ts';
import { encodePacket } from '../../../../src/dispenser/ssp/frame.ts';
import { aesKey } from '../../../../src/dispenser/ssp/keyExchange.ts';
import { modPow } from '../../../../src/dispenser/ssp/modPow.ts';
import { SspParser } from '../../../../src/dispenser/ssp/parser.ts';
import { bytes, printed } from './printedFrames.ts';
import { Rig } from './rig.ts';

/** Speaks with the simulated device by hand. */
class Hand {
  readonly rig = new Rig();
  readonly answers: Uint8Array[] = [];
  #session: Essp | null = null;
  #flag = 0x80;

  constructor() {
    const { driver } = this.rig;
    const parser = new SspParser();
    void driver.stop();
    this.rig.wiretap = (data) => {
      for (const frame of parser.push(data)) if (frame.kind === 'packet') this.answers.push(frame.data);
    };
  }

  /** The answer to a packet; a new sequence flag unless it is a repeat. */
  async say(data: Uint8Array, { again = false } = {}): Promise<string> {
    if (data[0] === 0x11) this.#flag = 0x80;
    else if (!again) this.#flag ^= 0x80;
    this.answers.length = 0;
    this.rig.device.receive(encodePacket(this.#flag, data));
    await this.rig.time.pass(10);
    return Buffer.from(this.answers.at(-1) ?? []).toString('hex');
  }

  async agree(fixedKey = 0x1122334455667788n): Promise<void> {
    const [g, m, a] = [59747n, 53699n, 22293n];
    await this.say(bytes('11'));
    await this.say(Uint8Array.of(0x4a, ...u64(g)));
    await this.say(Uint8Array.of(0x4b, ...u64(m)));
    const half = await this.say(Uint8Array.of(0x4c, ...u64(modPow(g, a, m))));
    const theirs = Buffer.from(half, 'hex').readBigUInt64LE(1);
    this.#session = new Essp(aesKey(fixedKey, modPow(theirs, a, m)), (length) => new Uint8Array(length));
  }

  /** An encrypted question and its answer in the clear; "" when the device says nothing that fits. */
  async whisper(text: string): Promise<string> {
    const answer = await this.say(this.#session!.seal(bytes(text)));
    return Buffer.from(this.#session!.open(Buffer.from(answer, 'hex')) ?? []).toString('hex');
  }

  sealed(text: string): Uint8Array {
    return this.#session!.seal(bytes(text));
  }
}

const payTen = '46 01 01 00 E8 03 00 00 45 55 52 58';
const testTen = '46 01 01 00 E8 03 00 00 45 55 52 19';

t.test('cash commands in the clear, or without keys, are answered FA and not carried out', async (t) => {
  const hand = new Hand();
  await hand.say(bytes('11'));
  for (const text of [payTen, '33 E8 03 00 00 45 55 52 58', '38', '56', '57'])
    t.equal(await hand.say(bytes(text)), 'fa');
  t.equal(await hand.say(printed('PAYOUT_AMOUNT encrypted').data), 'fa');
  t.equal(hand.rig.device.cashCommands, 0);
  t.equal(await hand.say(bytes('06 07')), 'f8', 'no protocol version but 6');
  t.equal(await hand.say(bytes('99')), 'f2');
  t.equal(await hand.say(bytes('4A 01')), 'f3');
});

t.test('enabled first; then busy, tested, refused and paid', async (t) => {
  const hand = new Hand();
  await hand.agree();
  t.equal(await hand.whisper(payTen), 'f504', 'disabled');
  await hand.whisper('0A');
  await hand.whisper('5C 01');
  t.equal(await hand.whisper(testTen), 'f0');
  t.equal(hand.rig.device.cashCommands, 0, 'a test pays nothing');
  t.equal(await hand.whisper('46 01 65 00 E8 03 00 00 45 55 52 58'), 'f501', '101 of 100 notes');
  t.equal(await hand.whisper('46 01 FF FF E8 03 00 00 45 55 52 58'), 'f500', 'more than all there is');
  t.equal(await hand.whisper('46 01 01 00 E8 03 00 00 43 4E 59 58'), 'f501', 'another currency');
  t.equal(await hand.whisper('46 01 01 00 E8 03 00 00 45 55 52 00'), 'f3', 'neither 58 nor 19');
  t.equal(await hand.whisper(payTen), 'f0');
  t.equal(await hand.whisper(payTen), 'f503', 'busy');
  t.match(await hand.whisper('56'), 'f0f1da0100000000455552', 'reset of the start, then dispensing');
  await hand.rig.time.pass(200);
  for (let i = 0; i < 3; i++) t.equal(await hand.whisper('56'), 'f0d201e8030000455552', 'repeated');
  t.equal(await hand.whisper(payTen), 'f503', 'until it is acknowledged');
  t.equal(await hand.whisper('57'), 'f0');
  t.equal(await hand.whisper('57'), 'f5', 'nothing waits any more');
  t.equal(await hand.whisper('58'), 'f0050000000000000000010000000000000000000000', 'one note paid');
  t.equal(hand.rig.ledger.totals.exited[3], 1);
});

t.test('the sequence flag and the counter each keep a payout from being made twice', async (t) => {
  const hand = new Hand();
  await hand.agree();
  await hand.whisper('0A');
  await hand.whisper('5C 01');
  const payout = hand.sealed(payTen);
  const answer = await hand.say(payout);
  t.not(answer, '');
  t.equal(await hand.say(payout, { again: true }), answer, 'same flag: the answer is repeated');
  t.equal(await hand.say(payout), '', 'another flag: its count is not due, and it is not even answered');
  await hand.say(bytes('11'));
  t.equal(await hand.say(payout), '', 'nor after a SYNC');
  await hand.rig.time.pass(1000);
  t.equal(hand.rig.device.cashCommands, 1);
  t.equal(hand.rig.ledger.totals.exited[3], 1);
});

t.test('another fixed key makes another session key', async (t) => {
  const hand = new Hand();
  await hand.agree(0x0123456701234567n);
  t.equal(await hand.whisper('0A'), '');
});

t.test('plain POLL tells each event once', async (t) => {
  const hand = new Hand();
  await hand.agree();
  await hand.whisper('0A');
  await hand.whisper('5C 01');
  await hand.whisper('33 E8 03 00 00 45 55 52 58');
  await hand.rig.time.pass(500);
  t.equal(await hand.say(bytes('07')), 'f0f1d201e8030000455552');
  t.equal(await hand.say(bytes('07')), 'f0');
});

function u64(value: bigint): Buffer {
  const data = Buffer.alloc(8);
  data.writeBigUInt64LE(value);
  return data;
}
