import t from 'tap';
import { type Bit, toHalfBits } from '../../../src/teller/policy/illumination.ts';
import { CODE } from '../../unit/teller/fixtures.ts';
import { startBench, tempFolder, until } from './bench.ts';
import type { Scene } from './visionPeer.ts';

t.test('what stands before the cameras', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  const flipped = CODE.map((bit): Bit => (bit === 1 ? 0 : 1));
  const cases: [string, Partial<Scene>, string[]][] = [
    ['tablet', { irFace: false, litLuma: 36 }, ['CHANNELS_DISAGREE', 'FACE_MISSING_IR', 'IR_RESPONSE_MISSING']],
    ['all lit', { shownHalfBits: Array(32).fill(1) }, ['ILLUMINATION_CODE_MISMATCH']],
    ['replay of another session', { shownHalfBits: toHalfBits(flipped) }, ['ILLUMINATION_CODE_MISMATCH']],
    ['print in colour', { padRgb: -3 }, ['PAD_RGB_REFUSED']],
    ['print in infrared', { padIr: -3 }, ['PAD_IR_REFUSED']],
    ['somebody else', { person: 'mallory' }, ['MATCH_BELOW_THRESHOLD']],
    ['sunlight', { unlitLuma: 200, litLuma: 250 }, ['AMBIENT_IR']],
    ['nobody', { outcome: 'noFace' }, ['CAPTURE_NO_FACE']],
    ['camera unplugged', { fails: 'NO_SUCH_CODE' }, ['CAPTURE_FAILED']],
    ['another model in the middle', { embedderSha256: '00'.repeat(32) }, ['EMBEDDING_INVALID']],
  ];
  for (const [index, [name, scene, codes]] of cases.entries()) {
    const claim = `made-up-${index}`;
    bench.enrol(claim);
    bench.vision.scene = { person: 'alice', ...scene };
    const transcript = await bench.withdraw({ claim });
    for (const code of codes) t.ok(transcript.decision?.reasons.includes(code), `${name}: ${transcript.reasons}`);
    t.equal(transcript.bookedMinor, null, name);
  }
  t.equal(bench.dispenser.notes, 0);
});

t.test('R5: three failures end the session, five delay the account', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  bench.vision.scene = { person: 'mallory' };
  t.strictSame((await bench.withdraw()).reasons, ['MATCH_BELOW_THRESHOLD']);
  t.equal(bench.vision.captures, 3, 'three in one session');
  await bench.withdraw();
  t.equal(bench.vision.captures, 5, 'the fifth failure starts the delay');
  bench.vision.scene = { person: 'alice' };
  t.strictSame((await bench.withdraw()).reasons, ['ATTEMPTS_DELAYED'], 'for the right face too');
  t.equal(bench.vision.captures, 5);
});

t.test('vision falls silent during a capture: refused, recorded, still running', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  bench.vision.scene = { person: 'alice', hangs: true };
  const transcript = await bench.withdraw();
  t.strictSame(transcript.reasons, ['VISION_LOST']);
  t.ok(transcript.decision, 'with a signed decision');
  t.equal(bench.dispenser.notes, 0);
  t.notOk(bench.teller.visionOnline);
  const begun = bench.vision.captures;
  t.strictSame((await bench.withdraw()).reasons, ['VISION_LOST'], 'no session while it is gone');
  t.equal(bench.vision.captures, begun);
  bench.vision.silent = false;
  bench.vision.scene = { person: 'alice' };
  bench.vision.hello();
  await until(() => bench.teller.visionOnline);
  t.equal((await bench.withdraw()).endedAt, 'done');
});

t.test('vision says nonsense, or runs another pack', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  for (const text of ['', 'null', '{', '[]', '{"type":"hello"}', `"${'x'.repeat(60_000)}"`]) bench.vision.sendRaw(text);
  t.equal((await bench.withdraw()).endedAt, 'done', 'nonsense outside a capture is dropped');
  bench.vision.hello('ef'.repeat(32));
  await until(() => !bench.teller.visionOnline);
  t.strictSame((await bench.withdraw()).reasons, ['VISION_PACK_MISMATCH']);
});
