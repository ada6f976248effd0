import t from 'tap';
import { forwardEvents } from '../../../src/fleet/forwardEvents.ts';
import { TellersightError } from '../../../src/lib/errors.ts';
import type { LogFields } from '../../../src/system/log.ts';

t.test('what is notable goes to the journal and to the fleet, under the same code', async (t) => {
  const journal: unknown[] = [];
  const sent: [string, LogFields | undefined][] = [];
  const inner = {
    event: (code: string) => void journal.push(code),
    error: (error: unknown) => void journal.push((error as Error).message),
    debug: (message: string) => void journal.push(message),
  };
  const log = forwardEvents(inner, { event: (code, fields) => void sent.push([code, fields]) });
  log.event('READY', 'up', { rows: 1 });
  log.event('CANCELLED', 'only informative');
  log.event('FLEET_DISCONNECTED', 'would echo');
  log.error(new TellersightError('OUTBOX_FULL', 'text stays here', { details: { rows: 9 } }), { limit: 10 });
  log.error('not coded');
  log.debug('detail');
  t.same(journal, ['READY', 'CANCELLED', 'FLEET_DISCONNECTED', 'text stays here', undefined, 'detail']);
  t.same(sent, [
    ['READY', { rows: 1 }],
    ['OUTBOX_FULL', { rows: 9, limit: 10 }],
    ['INTERNAL', {}],
  ]);
  t.notMatch(JSON.stringify(sent), /text stays here/);
});
