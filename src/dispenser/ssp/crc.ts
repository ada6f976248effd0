/** CRC-16 of SSP (reference §5.1): polynomial 8005, most significant bit first, start FFFF, not inverted at the end. */
export function crc(bytes: Iterable<number>): number {
  let value = 0xffff;
  for (const byte of bytes) value = ((value << 8) & 0xffff) ^ table[(value >> 8) ^ byte]!;
  return value;
}

/** What one byte does to the check. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? (value << 1) ^ 0x8005 : value << 1;
  return value;
});
