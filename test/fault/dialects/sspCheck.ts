import type { FoundFrame, FrameCheck } from './frameCheck.ts';
import { hex } from './hex.ts';

const STX = 0x7f;
const STEX = 0x7e;
const commands: Readonly<Record<number, string>> = {
  1: 'RESET',
  5: 'SETUP REQUEST',
  6: 'HOST PROTOCOL VERSION',
  7: 'POLL',
  12: 'GET SERIAL',
  17: 'SYNC',
  74: 'SET GENERATOR',
  75: 'SET MODULUS',
  76: 'REQUEST KEY EXCHANGE',
};

/** ITL SSP: CRC-16 of polynomial 8005, start FFFF, over everything between STX and itself, every 7F doubled (§5.1). */
export const sspCheck: FrameCheck = {
  longest: 260,

  frames(_, bytes, known = 0) {
    const found: FoundFrame[] = [];
    for (let start = bytes.indexOf(STX); start >= 0; start = bytes.indexOf(STX, start + 1)) {
      const packet = packetAt(bytes, start, known);
      if (packet) found.push({ hex: hex(packet.body), end: packet.end });
    }
    return found;
  },

  /** Payouts and what is said about them are encrypted: who has no key cannot change a number in them. */
  forge: () => null,

  describe(direction, bytes) {
    const packet = packetAt(bytes, 0)?.body;
    if (!packet) return `${bytes.length} bytes that are no packet`;
    const flag = packet[0]! & 0x80 ? 1 : 0;
    if (packet[2] === STEX) return `flag ${flag}, encrypted, ${packet[1]! - 1} bytes`;
    const name = direction === 'toDevice' ? commands[packet[2]!] : undefined;
    return `flag ${flag}, ${name ?? `${packet[1]} bytes`}`;
  },

  isCashCommand: () => false,
  isRefusal: () => false,
};

interface Packet {
  /** Good until the next packet is looked for. */
  readonly body: Uint8Array;
  readonly end: number;
}

/** SEQ/ID, LEN, DATA and CRC of one packet: half a million of them are read in a long run. */
const plain = new Uint8Array(sspCheck.longest);

/** SEQ/ID, LEN and DATA of the good packet that begins here and ends behind the first `known` bytes. */
function packetAt(bytes: Uint8Array, start: number, known = 0): Packet | null {
  if (bytes[start] !== STX) return null;
  let length = 0;
  let at = start + 1;
  for (; at < bytes.length; at++) {
    if (bytes[at] === STX) {
      if (bytes[at + 1] !== STX) return null;
      at += 1;
    }
    plain[length++] = bytes[at]!;
    if (length >= 2 && length === plain[1]! + 4) break;
  }
  const end = at + 1;
  if (end <= known || length < 4 || length !== plain[1]! + 4) return null;
  const body = plain.subarray(0, length - 2);
  return crc(body) === (plain[length - 2]! | (plain[length - 1]! << 8)) ? { body, end } : null;
}

const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? (value << 1) ^ 0x8005 : value << 1;
  return value;
});

function crc(bytes: Uint8Array): number {
  let sum = 0xffff;
  for (const byte of bytes) sum = ((sum << 8) ^ table[(sum >> 8) ^ byte]!) & 0xffff;
  return sum;
}
