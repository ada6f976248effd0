import t from 'tap';
import { safeFields } from '../../../src/fleet/safeFields.ts';

t.test('small facts pass', async (t) => {
  const hash = 'ab12'.repeat(16);
  const fields = { rows: 12, locked: true, device: '/dev/serial/by-path/x-1', hash, nothing: null, ratio: 0.5 };
  t.same(safeFields({ ...fields, absent: undefined }), fields);
});

t.test('what could be personal is withheld', async (t) => {
  const withheld = {
    phoneNumber: 1,
    accountPseudonym: 'x',
    faceBox: 'x',
    matchScore: 0.9,
    similarity: 0.9,
    text: 'call 13800138000',
    spaced: '138 0013 8000',
    idNo: '11010519491231002X',
    blob: 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJCrze8S',
    chinese: '张三',
    long: 'a b '.repeat(40),
  };
  t.same(new Set(Object.values(safeFields(withheld))), new Set(['[withheld]']));
  t.same(safeFields({ 'bad key': 1, Upper: 1 }), {}, 'keys that are no names are left out');
  t.same(safeFields({ n: Number.NaN }), { n: null });
});
