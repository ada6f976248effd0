import t from 'tap';
import { codesOf, type JournalEntry } from './host/journal.ts';
import { Terminal } from './host/terminal.ts';

/** Entries of the product that say something went wrong. */
const bad = (journal: readonly JournalEntry[]) =>
  journal.filter((entry) => entry.TELLERSIGHT_CODE && Number(entry.PRIORITY) <= 3).map((entry) => entry.MESSAGE);

t.test('the installed product, run by systemd', async (t) => {
  const terminal = await Terminal.boot(t);
  const { board, fleet, dispenser } = terminal;
  const topics = (end: string) =>
    fleet.messages.filter(({ topic }) => topic.endsWith(end)).map(({ payload }) => payload);
  await terminal.start();

  await t.test('each process is its own user', async (t) => {
    for (const [unit, user] of [
      ['tellersight', 'tellersight'],
      ['tellersight-vision', 'tellersight-vision'],
    ] as const) {
      const process = `$(systemctl show -P MainPID ${unit}.service)`;
      t.equal((await board.ok(`ps -o user:32= -p ${process}`)).trim(), user, unit);
    }
  });

  await t.test('a genuine withdrawal: seen, decided, paid, proven, told', async (t) => {
    await terminal.show('customer');
    const begun = performance.now();
    const withdrawal = await terminal.withdraw({ amountMinor: 30_000 });
    t.comment(`${((performance.now() - begun) / 1000).toFixed(0)} s on this machine`);
    t.match(withdrawal, { endedAt: 'done', reasons: [], bookedMinor: 30_000, balanceMinor: 970_000 });
    t.equal(terminal.paidMinor(), 30_000, 'by the count of the dispenser');
    await fleet.until((seen) => seen.some(({ topic }) => topic.endsWith('/cash')), 300_000);
    t.match(topics('/decision'), [{ outcome: 'accept', reasons: [] }]);
    t.match(topics('/cash'), [{ dispensedMinor: 30_000 }]);
    const journal = await terminal.untilSaid('PAYOUT_DISPENSED');
    t.comment(codesOf(journal).join(' '));
    t.strictSame(bad(journal), []);
  });

  await t.test('a printed photo: refused, nothing moves, and everybody is told why', async (t) => {
    const before = dispenser.counted().exited;
    await terminal.show('print');
    const withdrawal = await terminal.withdraw({ amountMinor: 30_000 });
    t.match(withdrawal, { endedAt: 'match', bookedMinor: null, balanceMinor: 1_000_000 });
    t.ok(withdrawal.reasons.length > 0);
    t.comment(withdrawal.reasons.join(' '));
    t.strictSame(dispenser.counted().exited, before);
  });
});
