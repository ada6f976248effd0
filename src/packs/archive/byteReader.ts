import { TellersightError } from '../../lib/errors.ts';

/** Takes a stream of chunks apart into pieces of a wanted length. */
export class ByteReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#chunks = source[Symbol.asyncIterator]();
  }

  /** At most `most` bytes, as they come; null at the end. */
  async some(most: number): Promise<Uint8Array | null> {
    while (this.#rest.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return null;
      this.#rest = value;
    }
    const piece = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  /** Exactly `length` bytes in pieces. Throws PACK_ARCHIVE when the stream ends before. */
  async *pieces(length: number): AsyncGenerator<Uint8Array> {
    for (let left = length; left > 0; ) {
      const piece = await this.some(left);
      if (!piece) throw new TellersightError('PACK_ARCHIVE', 'the archive is cut short');
      left -= piece.length;
      yield piece;
    }
  }

  /** Exactly `length` bytes at once; for small lengths. Throws PACK_ARCHIVE. */
  async exactly(length: number): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(this.pieces(length)));
  }

  /** Closes the source; what was not read is dropped. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
