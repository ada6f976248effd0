import t from 'tap';
import { HealthTable } from '../../../src/fleet/health.ts';

t.test('since moves only when status or code changes, age grows until the component speaks again', async (t) => {
  let ms = 1000;
  const clock = { monotonicMs: () => ms, now: () => new Date(ms) };
  const table = new HealthTable(clock);
  t.equal(table.report().status, 'unknown', 'nobody has said anything');
  t.ok(table.set('vision', { status: 'ok' }));
  ms += 400;
  t.same(table.report().components.vision, {
    status: 'ok',
    since: new Date(1000).toISOString(),
    code: null,
    ageMs: 400,
  });
  t.notOk(table.set('vision', { status: 'ok' }), 'the same again is no change');
  t.equal(table.report().components.vision?.ageMs, 0);
  t.ok(table.set('vision', { status: 'failed', code: 'DEADLINE_EXCEEDED' }));
  t.match(table.report().components.vision, { since: new Date(1400).toISOString(), code: 'DEADLINE_EXCEEDED' });
});

t.test('the whole is as bad as its worst part', async (t) => {
  const table = new HealthTable({ monotonicMs: () => 0, now: () => new Date(0) });
  for (const [component, status, whole] of [
    ['a', 'ok', 'ok'],
    ['b', 'unknown', 'unknown'],
    ['c', 'degraded', 'degraded'],
    ['d', 'failed', 'failed'],
  ] as const) {
    table.set(component, { status });
    t.equal(table.report().status, whole);
  }
});
