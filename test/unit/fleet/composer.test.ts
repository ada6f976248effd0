import t from 'tap';
import { Composer } from '../../../src/fleet/composer.ts';
import { messageId } from '../../../src/lib/catalog/index.ts';

const composer = () =>
  new Composer('b/s/t', 'run_00000000000000000000', { monotonicMs: () => 0, now: () => new Date(0) });

t.test('a message carries its envelope; numbers grow per topic', async (t) => {
  const c = composer();
  const first = c.message('state', { state: 'online' });
  t.same(
    { ...first, payload: JSON.parse(first.payload) },
    {
      topic: 'b/s/t/state',
      qos: 1,
      retain: true,
      expirySeconds: null,
      payload: {
        schema: 'fleet.state@1',
        ts: '1970-01-01T00:00:00.000Z',
        bootId: 'run_00000000000000000000',
        seq: 0,
        code: 'FLEET_STATE',
        event: messageId('FLEET_STATE'),
        state: 'online',
      },
    },
  );
  t.equal(JSON.parse(c.message('state', { state: 'stopped' }).payload).seq, 1);
  t.equal(JSON.parse(c.message('event', { priority: 5, fields: {} }, { code: 'READY' }, 'READY').payload).seq, 0);
});

t.test('a body with anything unnamed in it does not leave', async (t) => {
  const bad = { state: 'online', account: '6222' } as unknown as { state: 'online' };
  t.throws(() => composer().message('state', bad), { code: 'FLEET_PAYLOAD_INVALID' });
  try {
    composer().message('state', bad);
  } catch (error) {
    t.notMatch((error as Error).message, /6222/, 'and the error does not repeat the value');
  }
});
