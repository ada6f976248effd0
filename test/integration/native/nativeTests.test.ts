import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import t from 'tap';

const program = fileURLToPath(new URL('../../../native/build/pixels_test', import.meta.url));

// The C++ side's own tests: SIMD = reference bit for bit, page-end buffers, hostile geometry, capture on a device double.
t.test('native/build/pixels_test', async (t) => {
  const output = execFileSync(program, { encoding: 'utf8', timeout: 90_000 });
  const lines = output.split('\n');
  const passed = lines.filter((line) => line.startsWith('ok '));
  t.ok(passed.length >= 30, `${passed.length} native tests passed`);
  t.same(
    lines.filter((line) => line.startsWith('not ok')),
    [],
  );
  t.match(output, /^# (AVX3|AVX2|SSE4|NEON|SVE)/m, 'at least one instruction set beyond the scalar one was compared');
});
