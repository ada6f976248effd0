import t from 'tap';
import type { PresentStatus } from '../../../src/dispenser/payoutApi.ts';
import { buildPresentStatusToken } from '../../../src/dispenser/presentStatusToken.ts';
import { verifyToken } from '../../../src/dispenser/token.ts';

const key = Uint8Array.from({ length: 32 }, (_, i) => i);
const paid: PresentStatus = {
  dispenseId: 'D981B110CE12FBA27CC5FC39ABFFC736F20641A674FBB2CBC263FDB3A9181366',
  presentState: 'presented',
  outcome: 'dispensed',
  dispensedMinor: 5000,
  currency: 'EUR',
};

t.test('vector, recomputed from the format with the key 00..1F', (t) => {
  const token = buildPresentStatusToken(paid, '1414', key);
  t.equal(
    token,
    `NONCE=1414,TOKENFORMAT=1,TOKENLENGTH=0268,DISPENSEID=${paid.dispenseId},DISPENSED1=50.00EUR,PRESENTED1=YES,PRESENTEDAMOUNT1=50.00EUR,RETRACTED1=NO,HMACSHA256=58956D0716A17E8C70EF66DB88B7F32A9335352CF2D4B51510B59BABB8A75A9C`,
  );
  t.equal(token.length, 268);
  t.end();
});

t.test('nothing paid is a NO, an uncertain amount is never a number', (t) => {
  const nothing = verifyToken(buildPresentStatusToken({ ...paid, dispensedMinor: 0 }, 'AB', key), key).fields;
  t.same([nothing.get('DISPENSED1'), nothing.get('PRESENTED1')], ['0.00EUR', 'NO']);
  const unknown = { ...paid, outcome: 'unknown', presentState: 'unknown', dispensedMinor: null } as const;
  const { fields } = verifyToken(buildPresentStatusToken(unknown, 'AB', key), key);
  t.same([...fields.values()], [paid.dispenseId, '?', '?', '?', 'NO', 'UNKNOWN']);
  t.end();
});
