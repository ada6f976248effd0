import { type InitialiseResponse, parseInitialise } from './initialiseResponse.ts';
import { FS, type Message } from './message.ts';

/** What the device measures a note of one cassette against, in its own units (USD: A6, 92, 0D). */
export interface NoteSize {
  readonly lengthMax: number;
  readonly lengthMin: number;
  readonly thickness: number;
}

const slots = 4;

/**
 * DEVICE INITIALISE (60 02) for four cassettes [2+: L, LC, KI]. Needed before the first count and after every error; it
 * runs the transport and takes notes on the path to the reject box. A slot without a cassette has zeros, as LC sends it.
 */
export class Initialise implements Message<InitialiseResponse> {
  readonly name = 'INITIALISE';
  readonly command = 0x02;
  readonly movesNotes = true;
  readonly #sizes: readonly NoteSize[];
  readonly #polymer: boolean;

  /** @throws RangeError for sizes the device cannot mean: 13 zeros would be a mechanical reset */
  constructor(sizes: readonly NoteSize[], polymer = false) {
    if (sizes.length < 1 || sizes.length > slots)
      throw new RangeError(`${sizes.length} cassettes, 1 to 4 are possible`);
    for (const { lengthMax, lengthMin, thickness } of sizes) {
      const bytes = [lengthMax, lengthMin, thickness].every(
        (value) => Number.isInteger(value) && value > 0 && value < 256,
      );
      if (!bytes || lengthMin > lengthMax)
        throw new RangeError('a note needs lengths, the shorter one last, and thickness');
    }
    this.#sizes = sizes;
    this.#polymer = polymer;
  }

  serialize(): Uint8Array {
    const none: NoteSize = { lengthMax: 0, lengthMin: 0, thickness: 0 };
    const all = Array.from({ length: slots }, (_, slot) => this.#sizes[slot] ?? none);
    const lengths = all.flatMap(({ lengthMax, lengthMin }) => [lengthMax, lengthMin]);
    const thickness = all.map((size) => size.thickness);
    return Uint8Array.of(0x60, this.command, 0x0d, this.#polymer ? 0x40 : 0x00, ...lengths, ...thickness, FS);
  }

  parse(data: Uint8Array): InitialiseResponse {
    return parseInitialise(data);
  }
}
