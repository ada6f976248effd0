/** Every frame that the reference prints (§5.1, §5.2, §5.4): the literal wire bytes, and SEQ/ID and DATA in them. */
export interface PrintedFrame {
  readonly name: string;
  readonly from: 'host' | 'device';
  readonly wire: Uint8Array;
  readonly sequenceId: number;
  readonly data: Uint8Array;
}

export const printedFrames: readonly PrintedFrame[] = [
  host('SYNC', '7F 80 01 11 65 82', 0x80, '11'),
  device('SYNC answered', '7F 80 01 F0 23 80', 0x80, 'F0'),
  host('HOST_PROTOCOL_VERSION 6', '7F 00 02 06 06 1B 94', 0x00, '06 06'),
  device('HOST_PROTOCOL_VERSION answered', '7F 00 01 F0 20 0A', 0x00, 'F0'),
  host('SETUP_REQUEST', '7F 80 01 05 1D 82', 0x80, '05'),
  host('POLL', '7F 80 01 07 12 02', 0x80, '07'),
  host('POLL, flag 0', '7F 00 01 07 11 88', 0x00, '07'),
  host('GET_ALL_LEVELS', '7F 80 01 22 CF 82', 0x80, '22'),
  host('GET_SERIAL', '7F 00 01 0C 28 08', 0x00, '0C'),
  host('ENABLE', '7F 80 01 0A 3F 82', 0x80, '0A'),
  host('ENABLE_PAYOUT', '7F 00 02 5C 01 0F 48', 0x00, '5C 01'),
  host('RESET', '7F 80 01 01 06 02', 0x80, '01'),
  device('cannot pay exact amount', '7F 80 02 F5 01 3A 3E', 0x80, 'F5 01'),
  // 35 with 127 minor units: one 7F in DATA, two on the wire; LEN counts one.
  host('stuffing', '7F 80 08 35 7F 7F 00 00 00 45 55 52 AA E5', 0x80, '35 7F 00 00 00 45 55 52'),
  device(
    'GET_ALL_LEVELS answered: 10 x 10.00, 5 x 20.00 EUR',
    '7F 80 14 F0 02 0A 00 E8 03 00 00 45 55 52 05 00 D0 07 00 00 45 55 52 9A D1',
    0x80,
    'F0 02 0A 00 E8 03 00 00 45 55 52 05 00 D0 07 00 00 45 55 52',
  ),
  host(
    'PAYOUT_AMOUNT encrypted',
    '7F 80 11 7E DC 2F 68 44 2F FE 46 C5 03 7E DE 9D C9 ED BD 2D 06 2D',
    0x80,
    '7E DC 2F 68 44 2F FE 46 C5 03 7E DE 9D C9 ED BD 2D',
  ),
  device(
    'PAYOUT_AMOUNT answered, encrypted',
    '7F 80 11 7E CB 62 A4 55 99 9E 5F 7B 27 BD B5 3F 2D 4D 3F A3 07 68',
    0x80,
    '7E CB 62 A4 55 99 9E 5F 7B 27 BD B5 3F 2D 4D 3F A3',
  ),
  host('SET_GENERATOR 59747', '7F 00 09 4A 63 E9 00 00 00 00 00 00 92 F1', 0x00, '4A 63 E9 00 00 00 00 00 00'),
  device('DISPENSING 20.00', '7F 80 0A F0 DA 01 D0 07 00 00 45 55 52 6D BB', 0x80, 'F0 DA 01 D0 07 00 00 45 55 52'),
  device('DISPENSED 50.00', '7F 00 0A F0 D2 01 88 13 00 00 45 55 52 3A 0A', 0x00, 'F0 D2 01 88 13 00 00 45 55 52'),
  device('JAMMED after 10.00', '7F 80 0A F0 D5 01 E8 03 00 00 45 55 52 C8 C0', 0x80, 'F0 D5 01 E8 03 00 00 45 55 52'),
  device(
    'power-up: reset, 20.00 of 50.00',
    '7F 00 0F F0 F1 DC 01 D0 07 00 00 88 13 00 00 45 55 52 2F 43',
    0x00,
    'F0 F1 DC 01 D0 07 00 00 88 13 00 00 45 55 52',
  ),
];

/** The printed key exchange and the two encrypted packets made with its key (§5.2). */
export const printedSession = {
  fixedKey: 0x0123456701234567n,
  generator: 59747n,
  modulus: 53699n,
  hostSecret: 22293n,
  hostHalf: 32476n,
  deviceSecret: 1857n,
  deviceHalf: 50611n,
  agreed: 31802n,
  aesKey: bytes('67 45 23 01 67 45 23 01 3A 7C 00 00 00 00 00 00'),
  /** PAYOUT_AMOUNT 50.00 EUR, count 1, no padding. */
  question: bytes('33 88 13 00 00 45 55 52 58'),
  questionPlain: bytes('09 01 00 00 00 33 88 13 00 00 45 55 52 58 56 BF'),
  /** OK, count 2, padded with zeros. */
  answer: bytes('F0'),
  answerPlain: bytes('01 02 00 00 00 F0 00 00 00 00 00 00 00 00 8E A9'),
};

export function printed(name: string): PrintedFrame {
  const found = printedFrames.find((frame) => frame.name === name);
  if (!found) throw new Error(`the reference prints no ${name}`);
  return found;
}

export function bytes(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'));
}

function host(name: string, wire: string, sequenceId: number, data: string): PrintedFrame {
  return { name, from: 'host', wire: bytes(wire), sequenceId, data: bytes(data) };
}

function device(name: string, wire: string, sequenceId: number, data: string): PrintedFrame {
  return { name, from: 'device', wire: bytes(wire), sequenceId, data: bytes(data) };
}
