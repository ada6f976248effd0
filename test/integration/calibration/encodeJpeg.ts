/** A colour picture as Y, Cb and Cr of one size, full range (ITU-T T.871). */
export interface Planes {
  /** Multiples of 8. */
  readonly width: number;
  readonly height: number;
  readonly planes: readonly [Uint8Array, Uint8Array, Uint8Array];
}

/** Figure A.6 of ITU-T T.81: the order in which the coefficients of a block are sent. */
const ZIGZAG = Array.from({ length: 64 }, (_, i) => i).sort((a, b) => {
  const [da, db] = [(a >> 3) + (a & 7), (b >> 3) + (b & 7)];
  return da !== db ? da - db : da % 2 === 0 ? (a & 7) - (b & 7) : (a >> 3) - (b >> 3);
});
/** One step for all coefficients: larger files than the usual tables give, and none to copy. */
const STEP = 8;

/**
 * A baseline JPEG (ITU-T T.81), 4:4:4. Its Huffman tables give every symbol a code of one length (4 bits for DC, 9 for AC):
 * legal, wasteful, and short to write.
 */
export function encodeJpeg({ width, height, planes }: Planes): Buffer {
  const bits: number[] = [];
  const put = (value: number, count: number) => {
    for (let i = count - 1; i >= 0; i--) bits.push((value >> i) & 1);
  };
  /** A coefficient's size in bits, then the bits (section F.1.2.1). */
  const amplitude = (value: number) => {
    const size = value === 0 ? 0 : 32 - Math.clz32(Math.abs(value));
    return { size, code: value < 0 ? value + (1 << size) - 1 : value };
  };
  const last = [0, 0, 0];
  for (let y = 0; y < height; y += 8) {
    for (let x = 0; x < width; x += 8) {
      for (const [component, plane] of planes.entries()) {
        const block = transform(plane, width, x, y);
        const dc = amplitude(block[0]! - last[component]!);
        last[component] = block[0]!;
        put(dc.size, 4);
        put(dc.code, dc.size);
        let zeros = 0;
        for (let i = 1; i < 64; i++) {
          const value = block[ZIGZAG[i]!]!;
          if (value === 0) {
            zeros++;
            continue;
          }
          for (; zeros > 15; zeros -= 16) put(0xf0, 9);
          const ac = amplitude(value);
          put((zeros << 4) | ac.size, 9);
          put(ac.code, ac.size);
          zeros = 0;
        }
        if (zeros > 0) put(0x00, 9);
      }
    }
  }
  while (bits.length % 8 !== 0) bits.push(1);
  const scan: number[] = [];
  for (let i = 0; i < bits.length; i += 8) {
    const byte = bits.slice(i, i + 8).reduce((sum, bit) => 2 * sum + bit, 0);
    scan.push(byte, ...(byte === 0xff ? [0] : []));
  }
  return Buffer.concat([Buffer.from(headers(width, height)), Buffer.from(scan), Buffer.of(0xff, 0xd9)]);
}

function headers(width: number, height: number): number[] {
  const segment = (marker: number, body: number[]) => [
    0xff,
    marker,
    (body.length + 2) >> 8,
    (body.length + 2) & 255,
    ...body,
  ];
  const word = (value: number) => [value >> 8, value & 255];
  const counts = (length: number, symbols: number) =>
    Array.from({ length: 16 }, (_, i) => (i === length - 1 ? symbols : 0));
  const symbols = (count: number) => Array.from({ length: count }, (_, i) => i);
  return [
    ...[0xff, 0xd8],
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => STEP)]),
    ...segment(0xc0, [8, ...word(height), ...word(width), 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]),
    ...segment(0xc4, [0x00, ...counts(4, 12), ...symbols(12)]),
    // 0xfa, a run of fifteen zeros before ten bits, is the highest symbol there is.
    ...segment(0xc4, [0x10, ...counts(9, 251), ...symbols(251)]),
    ...segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]),
  ];
}

const COSINE = Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/** Quantised coefficients of the 8 x 8 block at (x, y), row by row (section A.3.3). */
function transform(plane: Uint8Array, stride: number, x: number, y: number): number[] {
  const rows = new Float64Array(64);
  for (let row = 0; row < 8; row++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let i = 0; i < 8; i++) sum += COSINE[8 * u + i]! * (plane[(y + row) * stride + x + i]! - 128);
      rows[8 * row + u] = sum;
    }
  }
  return Array.from({ length: 64 }, (_, at) => {
    let sum = 0;
    for (let i = 0; i < 8; i++) sum += COSINE[8 * (at >> 3) + i]! * rows[8 * i + (at & 7)]!;
    return Math.round(sum / STEP);
  });
}
