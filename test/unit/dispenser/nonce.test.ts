import t from 'tap';
import { NonceStore } from '../../../src/dispenser/nonce.ts';

function rig(lifetimeMs = 120_000) {
  const time = { ms: 0 };
  const cleared: string[] = [];
  const clock = { monotonicMs: () => time.ms, now: () => new Date(0) };
  const store = new NonceStore({ clock, lifetimeMs, onCleared: (nonce, why) => void cleared.push(`${nonce} ${why}`) });
  return { time, cleared, store };
}

t.test('128 random bits, never the same twice', (t) => {
  const { store } = rig(0);
  const seen = new Set<string>();
  for (let i = 0; i < 100_000; i++) seen.add(store.issue());
  t.equal(seen.size, 100_000);
  t.match([...seen][0], /^[0-9A-F]{32}$/);
  t.end();
});

t.test('one token per nonce; the same token may come again', (t) => {
  const { store } = rig();
  const nonce = store.issue();
  store.claim(nonce, 'A');
  store.claim(nonce, 'A');
  t.throws(() => store.claim(nonce, 'B'), { code: 'TOKEN_NONCE_USED' });
  t.throws(() => store.claim('00'.repeat(16), 'A'), { code: 'TOKEN_NONCE' });
  t.end();
});

t.test('lifetime by the monotonic clock, to the millisecond', (t) => {
  const { store, time, cleared } = rig();
  const nonce = store.issue();
  time.ms = 119_999;
  t.ok(store.isLive(nonce));
  time.ms = 120_000;
  t.throws(() => store.claim(nonce, 'A'), { code: 'TOKEN_NONCE_EXPIRED' });
  t.same(cleared, [`${nonce} expired`]);
  t.end();
});

t.test('a cleared nonce is dead, and a new store knows none of the old ones', (t) => {
  const { store, cleared } = rig();
  const nonce = store.issue();
  store.clear(nonce, 'used');
  store.clear(nonce, 'used');
  t.same(cleared, [`${nonce} used`], 'told once');
  t.throws(() => store.claim(nonce, 'A'), { code: 'TOKEN_NONCE' });
  const other = store.issue();
  t.throws(() => rig().store.claim(other, 'A'), { code: 'TOKEN_NONCE' });
  t.end();
});
