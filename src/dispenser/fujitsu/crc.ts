/**
 * CRC-16/KERMIT: reflected polynomial 8408, start 0, no final XOR; "123456789" gives 2189 (reference §4.1). Computed over
 * LEN, DATA and 10 03, and sent low byte first.
 */
export function crcKermit(bytes: Iterable<number>): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}
