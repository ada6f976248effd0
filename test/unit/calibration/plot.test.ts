import { inflateSync } from 'node:zlib';
import t from 'tap';
import { chart, decades, evenly } from '../../../src/calibration/plot/chart.ts';
import type { Drawing } from '../../../src/calibration/plot/drawing.ts';
import { png } from '../../../src/calibration/plot/png.ts';
import { svg } from '../../../src/calibration/plot/svg.ts';
import { atMost, power, share } from '../../../src/calibration/report/words.ts';

/** Reads back what pngFile wrote: size and the colour of a pixel. */
function decode(bytes: Buffer) {
  const data: Buffer[] = [];
  for (let at = 8; at < bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    const length = bytes.readUInt32BE(at);
    if (bytes.toString('latin1', at + 4, at + 8) === 'IDAT') data.push(bytes.subarray(at + 8, at + 8 + length));
  }
  const width = bytes.readUInt32BE(16);
  const height = bytes.readUInt32BE(20);
  const rows = inflateSync(Buffer.concat(data));
  const pixel = (x: number, y: number) => [...rows.subarray(y * (3 * width + 1) + 1 + 3 * x).subarray(0, 3)];
  return { width, height, size: rows.length, pixel };
}

t.test('a PNG of one white pixel is, byte for byte, what the standard says', async (t) => {
  const bytes = png({ width: 1, height: 1, title: '', shapes: [] });
  t.equal(bytes.subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
  // IHDR of 2 x 2 (two pixels a point), 8 bits, truecolour; CRC-32 as any other encoder computes it.
  t.equal(bytes.subarray(8, 33).toString('hex'), '0000000d4948445200000002000000020802000000fdd49a73');
  t.equal(bytes.subarray(-12).toString('hex'), '0000000049454e44ae426082');
});

t.test('shapes land where they were put', async (t) => {
  const drawing: Drawing = {
    width: 40,
    height: 20,
    title: 'box',
    shapes: [
      { kind: 'box', x: 10, y: 5, width: 10, height: 10, colour: '#d55e00' },
      {
        kind: 'line',
        points: [
          { x: 30, y: 0 },
          { x: 30, y: 20 },
        ],
        colour: '#0072b2',
        width: 2,
      },
    ],
  };
  const image = decode(png(drawing));
  t.strictSame([image.width, image.height, image.size], [80, 40, 40 * 241]);
  t.strictSame(image.pixel(30, 20), [0xd5, 0x5e, 0x00]);
  t.strictSame(image.pixel(60, 20), [0x00, 0x72, 0xb2]);
  t.strictSame(image.pixel(18, 20), [255, 255, 255], 'left of the box');
});

t.test('a chart: one line per series, words escaped, values outside moved to the edge', async (t) => {
  const axis = { label: 'rate <&>', low: 1e-3, high: 1, scale: 'log', ticks: decades(-3, 0) } as const;
  const flat = { label: 'y', low: 0, high: 1, scale: 'linear', ticks: evenly(0, 1, 0.5) } as const;
  const drawing = chart('title', axis, flat, [
    {
      name: 'a"b',
      points: [
        { x: 1e-9, y: 2 },
        { x: 1, y: 0 },
      ],
    },
  ]);
  const text = svg(drawing);
  t.match(text, 'rate &lt;&amp;&gt;');
  t.match(text, 'a&quot;b');
  t.match(text, 'points="70,20 550,390"');
  t.notMatch(text, /NaN|Infinity/);
  t.equal(decode(png(drawing)).width, 1440);
});

t.test('words never claim more than the number', async (t) => {
  t.equal(share(0.0125), '1.25 %');
  t.equal(share(1e-4), '1 in 10,000');
  t.equal(share(0), '0 %');
  t.equal(atMost(0.0687812), '6.88 %');
  t.equal(atMost(0.068701), '6.88 %');
  t.equal(atMost(0.00123401), '0.124 %');
  t.equal(atMost(1 / 10_000.9), '1 in 10,000');
  t.equal(atMost(1), '100 %');
  t.equal(power(1e-4), '1e-4');
});
