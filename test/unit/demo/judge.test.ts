import t from 'tap';
import type { Outcome, Scenario } from '../../../src/simulator/demo/scenario.ts';
import { judge } from '../../../src/simulator/demo/scenario.ts';

const story = (anyOf: string[], counted: number): Scenario => ({
  name: 'a story',
  story: 'told for this test',
  expected: { anyOf, counted },
  play: async () => outcome('paid', 0),
});
const outcome = (result: string, paid: number | null, reasons: string[] = []): Outcome => ({
  result,
  paid,
  reasons,
  notes: [],
});

t.test('a story is only as expected when reason, count and booking all are', async (t) => {
  t.ok(judge(story(['paid'], 30_000), outcome('paid', 30_000), 30_000));
  t.notOk(judge(story(['paid'], 30_000), outcome('paid', 30_000), 20_000), 'fewer notes counted');
  t.notOk(judge(story(['paid'], 30_000), outcome('paid', 20_000), 30_000), 'booked something else');
  t.notOk(judge(story(['ID_LOST'], 0), outcome('MATCH_BELOW_THRESHOLD', 0), 0), 'refused for another reason');
  t.ok(judge(story(['ID_LOST'], 0), outcome('PHONE_NOT_INDEPENDENT', 0, ['PHONE_NOT_INDEPENDENT', 'ID_LOST']), 0));
  t.notOk(judge(story(['ID_LOST'], 0), outcome('ID_LOST', 0), 10_000), 'refused, and yet a note moved');
  t.ok(judge(story(['PAYOUT_UNKNOWN'], 30_000), outcome('PAYOUT_UNKNOWN', null), 30_000), 'unknown is not a number');
});
