import t from 'tap';
import type { Code } from '../../../src/lib/catalog/index.ts';
import { catalog, messageId, rooms } from '../../../src/lib/catalog/index.ts';

t.test('a code lives in exactly one room', async (t) => {
  const owners = new Map<string, string>();
  for (const [room, table] of Object.entries(rooms)) {
    for (const code of Object.keys(table)) {
      t.equal(owners.get(code), undefined, `${code} of ${room} is not in another room`);
      owners.set(code, room);
    }
  }
  t.equal(owners.size, Object.keys(catalog).length);
});

t.test('every entry says what happened, what it means for cash and what to do', async (t) => {
  for (const [code, entry] of Object.entries(catalog)) {
    t.match(code, /^[A-Z][A-Z0-9_]{2,47}$/, code);
    for (const key of ['subject', 'text', 'cash', 'action'] as const) {
      t.ok(entry[key].length >= 10, `${code}.${key} is a sentence`);
    }
    t.notMatch(entry.subject, /\.$/, `${code}.subject has no full stop`);
  }
});

t.test('message ids are 128 bits, differ, and never change', async (t) => {
  const codes = Object.keys(catalog) as Code[];
  t.equal(new Set(codes.map(messageId)).size, codes.length);
  for (const code of codes) t.match(messageId(code), /^[0-9a-f]{32}$/);
  // systemd.journal-fields(7): an id is for ever. This literal must never have to be edited.
  t.equal(messageId('READY'), 'c018fb66a05345c57e9c295f7fe8d91e');
});
