import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv } from 'node:crypto';
import { crc } from './crc.ts';
import { STEX } from './frame.ts';

const block = 16;
/** eLEN, eCOUNT and eCRC. */
const overhead = 7;

/**
 * One encrypted session (reference §5.2): AES-128-ECB over eLEN eCOUNT eDATA padding eCRC. The counter makes each packet
 * good for one moment only: ours carries n, the answer must carry n + 1, and that is our next n. So an answer to an
 * earlier packet, however it comes back, is not an answer.
 */
export class Essp {
  /** ECB without padding keeps nothing from one block to the next: one of each serves the whole session. */
  readonly #cipher: Cipheriv;
  readonly #decipher: Decipheriv;
  readonly #padding: (length: number) => Uint8Array;
  #count: number;

  constructor(key: Uint8Array, padding: (length: number) => Uint8Array, count = 0) {
    this.#cipher = createCipheriv('aes-128-ecb', key, null).setAutoPadding(false);
    this.#decipher = createDecipheriv('aes-128-ecb', key, null).setAutoPadding(false);
    this.#padding = padding;
    this.#count = count;
  }

  /** DATA of a packet that holds `data` encrypted. Sealing again gives another packet with the same counter. */
  seal(data: Uint8Array): Uint8Array {
    const padding = this.#padding((block - ((data.length + overhead) % block)) % block);
    const plain = Buffer.alloc(data.length + overhead + padding.length);
    plain.writeUInt8(data.length);
    plain.writeUInt32LE(this.#count, 1);
    plain.set(data, 5);
    plain.set(padding, 5 + data.length);
    plain.writeUInt16LE(crc(plain.subarray(0, -2)), plain.length - 2);
    return Buffer.concat([Uint8Array.of(STEX), this.#cipher.update(plain)]);
  }

  /** What the answer holds; null when it is not encrypted, damaged, or not the answer to the packet sealed last. */
  open(packet: Uint8Array): Uint8Array | null {
    if (packet[0] !== STEX || packet.length === 1 || (packet.length - 1) % block !== 0) return null;
    const plain = this.#decipher.update(packet.subarray(1));
    const length = plain[0]!;
    if (plain.readUInt16LE(plain.length - 2) !== crc(plain.subarray(0, -2))) return null;
    if (length + overhead > plain.length) return null;
    if (plain.readUInt32LE(1) !== this.#count + 1) return null;
    this.#count += 1;
    return Uint8Array.from(plain.subarray(5, 5 + length));
  }
}
