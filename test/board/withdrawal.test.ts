import t from 'tap';
import { codesOf, type JournalEntry, readJournal, UNITS } from './host/journal.ts';
import { peersOf } from './host/peersOf.ts';
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
    t.strictSame(withdrawal.reasons, []);
    t.match(withdrawal, { endedAt: 'done', bookedMinor: 30_000, balanceMinor: 970_000 });
    t.equal(terminal.paidMinor(), 30_000, 'by the count of the dispenser');
    if (!t.passing()) throw new Error((await readJournal(board)).map(({ MESSAGE }) => MESSAGE).join('\n'));
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

  await t.test('systemd finds both units clean and at most 2.0 exposed', async (t) => {
    for (const unit of UNITS) {
      const last = (await board.ok(`systemd-analyze --no-pager security ${unit} | tail -n 1`, 180)).trim();
      t.comment(last);
      t.ok(Number(/: (\d+\.\d+) /.exec(last)?.[1]) <= 2.0, unit);
    }
    t.equal((await board.ok(`systemd-analyze verify ${UNITS.join(' ')} tellersight.target`, 180)).trim(), '');
  });

  await t.test('the broker is the only one the board ever talks to', async (t) => {
    t.strictSame(peersOf(terminal.packets, '10.0.2.15'), [`tcp 10.0.2.2:${terminal.brokerPort}`]);
  });

  await t.test('vision killed: systemd starts it again, and the terminal serves', async (t) => {
    const mark = (await readJournal(board)).length;
    const before = await mainPid(terminal, 'tellersight-vision.service');
    await board.ok(`kill -9 ${before}`);
    await terminal.untilSaid('VISION_LOST', mark);
    await terminal.untilServing();
    t.not(await mainPid(terminal, 'tellersight-vision.service'), before);
  });

  await t.test("the dispenser's adapter is pulled and put back: locked, and nobody is paid", async (t) => {
    const mark = (await readJournal(board)).length;
    await terminal.pullAdapter();
    await terminal.untilSaid('DISPENSER_LINK_LOST', mark);
    await terminal.plugAdapter();
    await terminal.show('customer');
    await t.rejects(terminal.withdraw({ amountMinor: 10_000 }), { message: /no session: locked: DISPENSER_LINK_LOST/ });
    t.equal(terminal.paidMinor(), 30_000, 'not since the first one');
  });
});

async function mainPid({ board }: Terminal, unit: string): Promise<string> {
  return (await board.ok(`systemctl show -P MainPID ${unit}`)).trim();
}
