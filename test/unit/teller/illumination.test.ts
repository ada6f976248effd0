import t from 'tap';
import { fuse } from '../../../src/teller/policy/fuse.ts';
import {
  type Bit,
  CODE_BITS,
  drawCode,
  illumination,
  recoverBits,
  toHalfBits,
} from '../../../src/teller/policy/illumination.ts';
import { CODE, capture, pair, SIZES, seeded } from './fixtures.ts';

const TRIALS = 1000;
const random = seeded(13);
const randomCode = (): Bit[] => Array.from({ length: CODE_BITS }, () => (random() < 0.5 ? 0 : 1));
/** Camera noise on the mean of a face box, luma. */
const noise = () => (random() - 0.5) * 2;

/** What the rule says of a face that shows `luma[i]` during half-bit i while `sent` was drawn. */
function judge(sent: readonly Bit[], luma: readonly (number | null)[]): readonly string[] {
  return illumination({ halfBitLuma: luma, exposedOtherwise: false }, sent);
}

/** Luma of a face under the light given by `halfBits`. */
const lit = (halfBits: readonly number[]) => halfBits.map((half) => (half === 1 ? 90 : 35) + noise());

t.test('a live face shows every bit', (t) => {
  t.strictSame(toHalfBits([1, 0]), [1, 0, 0, 1], 'Manchester: 1 = lit, unlit; 0 = unlit, lit');
  let refused = 0;
  for (let i = 0; i < TRIALS; i++) {
    const code = randomCode();
    const luma = lit(toHalfBits(code));
    t.strictSame(recoverBits(luma), code);
    refused += judge(code, luma).length;
  }
  t.equal(refused, 0);
  t.end();
});

t.test('R13: 0 of 1,000 accepted of each injected stream', (t) => {
  const streams: Record<string, (sent: readonly Bit[]) => (number | null)[]> = {
    'static pair': () => Array.from({ length: 32 }, () => 60 + noise()),
    'all lit': () => lit(Array(32).fill(1)),
    'replayed session': () => lit(toHalfBits(randomCode())),
    'phase-shifted replay of the right code': (sent) => {
      const late = 1 + Math.floor(random() * 8);
      return lit([...Array(late).fill(0), ...toHalfBits(sent)].slice(0, 32));
    },
    'phase-shifted replay after another code': (sent) => {
      const late = 1 + Math.floor(random() * 8);
      return lit([...toHalfBits(randomCode()).slice(-late), ...toHalfBits(sent)].slice(0, 32));
    },
    'light that always alternates': () => lit(Array.from({ length: 32 }, (_, i) => i % 2)),
    'right but for one bit': (sent) => {
      const wrong = Math.floor(random() * CODE_BITS);
      return lit(toHalfBits(sent.map((bit, i): Bit => (i === wrong ? ((1 - bit) as Bit) : bit))));
    },
    'right but one bit too weak to read': (sent) => {
      const weak = Math.floor(random() * CODE_BITS);
      return lit(toHalfBits(sent)).map((luma, i) => (i >> 1 === weak ? 60 + noise() : luma));
    },
    'right but a frame is missing': (sent) => {
      const gap = Math.floor(random() * 32);
      return lit(toHalfBits(sent)).map((luma, i) => (i === gap ? null : luma));
    },
  };
  for (const [name, stream] of Object.entries(streams)) {
    let accepted = 0;
    for (let i = 0; i < TRIALS; i++) {
      const sent = randomCode();
      if (judge(sent, stream(sent)).length === 0) accepted++;
    }
    t.equal(accepted, 0, name);
  }
  t.end();
});

t.test('reasons name what is wrong', (t) => {
  const luma = lit(toHalfBits(CODE));
  t.strictSame(judge(CODE, luma.slice(0, 30)), ['ILLUMINATION_CODE_INCOMPLETE']);
  t.strictSame(judge([], []), ['ILLUMINATION_CODE_INCOMPLETE'], 'no code is no pass');
  t.strictSame(judge([1], [90, 35]), ['ILLUMINATION_CODE_INCOMPLETE'], 'nor is a short one');
  t.strictSame(
    judge(
      CODE,
      luma.map((value, i) => (i === 3 ? null : value)),
    ),
    ['ILLUMINATION_CODE_INCOMPLETE'],
  );
  t.strictSame(judge(CODE, lit(Array(32).fill(1))), ['ILLUMINATION_CODE_MISMATCH']);
  t.strictSame(illumination({ halfBitLuma: luma, exposedOtherwise: true }, CODE), ['ILLUMINATION_CODE_MISMATCH']);
  t.end();
});

t.test('ambient light moves both halves and changes nothing', (t) => {
  const drift = lit(toHalfBits(CODE)).map((value, i) => value + i);
  t.strictSame(recoverBits(drift), CODE);
  t.end();
});

t.test('only the last pass of a code counts', (t) => {
  const half = toHalfBits(CODE);
  // A first pass broken off at its last half-bit, right; then a whole pass that shows nothing.
  const first = half.slice(0, 31).map((bit, i) => pair(i, bit === 1, bit === 1));
  const second = half.map((bit, i) => ({ ...pair(i, bit === 1, true), pair: 100 + i }));
  const fused = fuse([...first, ...second], half, [100], SIZES);
  t.ok(illumination(fused, CODE).includes('ILLUMINATION_CODE_MISMATCH'));
  t.strictSame(
    illumination(fuse([...first, ...capture().map((f) => ({ ...f, pair: f.pair + 100 }))], half, [100], SIZES), CODE),
    [],
  );
  t.end();
});

t.test('drawn codes are bits, and differ', (t) => {
  const drawn = new Set(Array.from({ length: 200 }, () => drawCode().join('')));
  t.ok([...drawn].every((code) => /^[01]{16}$/.test(code)));
  // 200 draws of 65,536: more than 5 repeats has a chance below 1e-5.
  t.ok(drawn.size > 194);
  t.end();
});
