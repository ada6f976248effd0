/** Frames that both ends of a test can make: of two equal numbers equal, of two different ones different in every row. */

export const WIDTH = 640;
export const HEIGHT = 480;
export const FRAMES = 8;

/** @param bytesPerPixel 2 = YUYV, 1 = GREY */
export function knownFrame(number: number, bytesPerPixel: 1 | 2): Buffer {
  const frame = Buffer.alloc(WIDTH * HEIGHT * bytesPerPixel);
  const words = new Uint32Array(frame.buffer, frame.byteOffset, frame.length / 4);
  let state = 0x9e3779b9 ^ (number * 16 + bytesPerPixel);
  for (let index = 0; index < words.length; index++) {
    // xorshift32
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    words[index] = state;
  }
  return frame;
}

/** Which known frame these bytes are; -1 when they are none, by as little as a bit. */
export function numberOf(data: Uint8Array, known: readonly Buffer[]): number {
  return known.findIndex((frame) => frame.equals(data));
}

export const knownFrames = (bytesPerPixel: 1 | 2): Buffer[] =>
  Array.from({ length: FRAMES }, (_, number) => knownFrame(number, bytesPerPixel));
