import t from 'tap';
import { boards } from './dialects.ts';
import { runLane } from './lane.ts';

// The long run is `npm run fault:kill`; here every kind of kill is seen once or twice per dialect.
for (const [i, dialect] of Object.keys(boards).entries()) {
  t.test(`${dialect}: killed at any step, paid at most what was authorised, and nothing is forgotten`, async (t) => {
    const { kills, hits, violations } = await runLane(dialect, 24, 7 + i);
    t.same(violations, []);
    const hit = Object.values(hits).reduce((sum, count) => sum + count, 0);
    t.ok(hit >= kills / 2, `${hit} of ${kills} kills hit a payout that had begun`);
    t.ok(Object.keys(hits).length >= 4, 'before and after, journal and wire');
  });
}
