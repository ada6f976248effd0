import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

/** The C++ side's own tests. The programs print TAP. */
function results(program: string): string {
  const path = fileURLToPath(new URL(`../../../native/build/${program}`, import.meta.url));
  return execFileSync(path, { encoding: 'utf8', timeout: 90_000 });
}

const beginning = (word: string, output: string) => output.split('\n').filter((line) => line.startsWith(`${word} `));

t.test('pixels: SIMD = reference bit for bit, page-end buffers, hostile geometry', async (t) => {
  const output = results('pixels_test');
  t.ok(beginning('ok', output).length >= 17);
  t.same(beginning('not ok', output), []);
  t.match(output, /^# (AVX3|AVX2|SSE4|NEON|SVE)/m, 'at least one instruction set beyond the scalar one was compared');
});

t.test('lights on a double of a GPIO chip and of an extension unit', async (t) => {
  const output = results('light_test');
  t.ok(beginning('ok', output).length >= 8);
  t.same(beginning('not ok', output), []);
});

t.test('capture on a device double', async (t) => {
  const output = results('capture_test');
  t.ok(beginning('ok', output).length >= 39);
  t.same(beginning('not ok', output), []);
});
