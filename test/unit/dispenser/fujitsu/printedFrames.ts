/** Every frame that the reference prints (§4.7), as literal bytes; `52 x 00` stands for 52 zero bytes. */
const printed = (frames: Readonly<Record<string, string>>): Readonly<Record<string, Uint8Array>> =>
  Object.fromEntries(Object.entries(frames).map(([name, text]) => [name, bytes(text)]));

export const printedRequests = printed({
  status: '10 02 00 03 00 01 1C 10 03 FA 97',
  extendedStatus: '10 02 00 08 60 01 FF 00 00 01 00 1C 10 03 C8 72',
  transportFront: '10 02 00 05 60 05 01 01 1C 10 03 A0 B7',
  sensorLevel: '10 02 00 04 60 02 0D 1C 10 03 FC F2',
  initialiseUsd: '10 02 00 11 60 02 0D 00 A6 92 A6 92 A6 92 A6 92 0D 0D 0D 0D 1C 10 03 D4 11',
  mechanicalReset: '10 02 00 11 60 02 0D 00 00 00 00 00 00 00 00 00 00 00 00 00 1C 10 03 64 EC',
  // Captured from a real line (CL): DATA contains 10, and nothing is stuffed.
  cancel: '10 02 00 03 00 10 1C 10 03 E0 48',
  count: '10 02 00 19 60 03 15 E4 30 33 30 30 B1 B2 30 30 30 B4 30 B4 30 B4 30 B4 03 03 03 03 1C 10 03 95 2D',
  countTransport: '10 02 00 19 60 09 15 E4 30 33 30 30 B1 B2 30 30 30 33 30 33 30 33 30 33 00 00 00 00 1C 10 03 3E 92',
  // Captured (CL): one note of cassette 1.
  oneNote: '10 02 00 19 60 03 15 E4 30 B1 30 30 30 30 30 30 30 30 30 30 30 30 30 30 02 02 02 00 1C 10 03 9A D6',
});

export const printedAnswers = printed({
  initialised: '10 02 00 38 E0 02 34 52 x 00 1C 10 03 7F F1',
  noCassette1: '10 02 00 38 F0 02 34 10 00 50 x 00 1C 10 03 BC 4C',
  // 3, 0, 12, 0 notes; one reject of cassette 3.
  counted: '10 02 00 9D E0 03 99 36 x 00 30 33 30 30 B1 B2 30 30 30 30 30 30 30 B1 30 30 101 x 00 1C 10 03 B7 5C',
  // Jam 78 01; 3, 0, 5, 0 notes; one reject of cassette 3.
  jammed: '10 02 00 9D F0 03 99 78 01 34 x 00 30 33 30 30 30 35 30 30 30 30 30 30 30 B1 30 30 101 x 00 1C 10 03 A4 13',
});

function bytes(text: string): Uint8Array {
  const plain = text.replace(/(\d+) x 00/g, (_, count) => '00 '.repeat(Number(count)));
  return Uint8Array.from(Buffer.from(plain.replaceAll(' ', ''), 'hex'));
}
