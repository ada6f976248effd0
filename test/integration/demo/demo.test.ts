import t from 'tap';
import { playDemo } from '../../../src/simulator/demo/demo.ts';
import { judge } from '../../../src/simulator/demo/scenario.ts';

// The whole product once: real daemon, real networks, real serial bytes, real broker; see src/simulator/demo.
t.test('every story at the machine ends as it must', async (t) => {
  const played = await playDemo({ quiet: true, only: undefined });
  t.ok(played.length >= 14, 'at least the fourteen stories that the product promises');
  for (const { scenario, outcome, counted } of played) {
    const got = `${outcome.result} [${outcome.reasons.join(' ')}], counted ${counted}: ${outcome.notes.join('; ')}`;
    t.ok(judge(scenario, outcome, counted), `${scenario.name}: ${got}`);
    if (!scenario.expected.anyOf.includes('paid')) continue;
    t.equal(outcome.paid, counted, `${scenario.name}: what was booked is what the dispenser counted`);
  }
  const paidNothing = played.filter(({ scenario }) => scenario.expected.counted === 0);
  t.ok(paidNothing.length >= 10, 'most stories are refusals');
  t.same(
    paidNothing.filter(({ counted }) => counted > 0).map(({ scenario }) => scenario.name),
    [],
    'no refused story moved a note',
  );
});
