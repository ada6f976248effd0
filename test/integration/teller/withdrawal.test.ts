import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { embeddingOf } from '../../unit/teller/fixtures.ts';
import { CLAIM, NOTE, startBench, tempFolder } from './bench.ts';

t.test('a withdrawal from open to booked', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());

  await t.test('genuine: cash, signed evidence, booked from the present status', async (t) => {
    const events: string[] = [];
    bench.client.onEvent((_session, event) => void events.push(event.header.name));
    const transcript = await bench.withdraw();
    t.match(transcript, { endedAt: 'done', reasons: [], bookedMinor: 3 * NOTE, uncertain: false });
    t.equal(bench.dispenser.notes, 3);
    t.equal(bench.bank.balance(CLAIM), 1_000_000 - 3 * NOTE);
    t.ok(events.includes('Biometric.SubjectDetectedEvent'));
    t.ok(events.includes('Tellersight.GuidanceEvent'));
    t.ok(events.includes('CashManagement.ItemsPresentedEvent'));
    const evidence = readFileSync(join(bench.config.paths.state, 'evidence', 'entries.jsonl'), 'utf8');
    t.ok(evidence.includes(transcript.decision!.decision), 'the very bytes of the decision are in the evidence log');
  });

  await t.test('R1: all eight combinations of face, PIN and phone', async (t) => {
    for (const [face, pin, phone] of eight()) {
      // An account for each, so that failed faces of one do not delay the next (R5).
      const claim = `made-up-${face}-${pin}-${phone}`;
      bench.enrol(claim);
      bench.vision.scene = { person: face ? 'alice' : 'mallory' };
      const before = bench.dispenser.notes;
      const answer = await bench.withdraw({
        claim,
        amountMinor: NOTE,
        phoneCode: phone ? '123456' : null,
        ...(pin ? {} : { pin: '000000' }),
      });
      const notes = bench.dispenser.notes - before;
      // Tier A needs no phone; face and PIN are always needed.
      t.equal(notes, face && pin ? 1 : 0, `face ${face}, PIN ${pin}, phone ${phone}`);
      t.equal(answer.bookedMinor, face && pin ? NOTE : null);
    }
    bench.vision.scene = { person: 'alice' };
  });

  await t.test('tier B without a phone factor pays nothing, with one it pays', async (t) => {
    const before = bench.dispenser.notes;
    const without = await bench.withdraw({ amountMinor: 6 * NOTE, phoneCode: null });
    t.strictSame(without.reasons, ['PHONE_FACTOR_MISSING']);
    t.equal(bench.dispenser.notes, before);
    const withPhone = await bench.withdraw({ amountMinor: 6 * NOTE });
    t.equal(withPhone.endedAt, 'done');
    t.equal(bench.dispenser.notes, before + 6);
  });

  await t.test('not confirmed: nothing', async (t) => {
    const before = bench.dispenser.notes;
    const transcript = await bench.withdraw({ confirms: false });
    t.strictSame(transcript.reasons, ['NOT_CONFIRMED']);
    t.equal(bench.dispenser.notes, before);
  });

  await t.test('short: the customer is booked what came out', async (t) => {
    bench.dispenser.outcome = 'short';
    const before = bench.bank.balance(CLAIM);
    const transcript = await bench.withdraw();
    bench.dispenser.outcome = 'dispensed';
    t.equal(transcript.endedAt, 'dispense');
    t.equal(transcript.bookedMinor, 2 * NOTE);
    t.equal(bench.bank.balance(CLAIM), before - 2 * NOTE);
  });

  await t.test('status and capabilities say what a bank needs to know', async (t) => {
    const status = await bench.client.request('Common.Status', {});
    t.match(status, { ok: true, payload: { device: 'online', vision: 'online', faceRoute: true, problems: [] } });
    const capabilities = await bench.client.request('Common.Capabilities', {});
    t.match(capabilities, {
      ok: true,
      payload: {
        terminal: 'ATM-1',
        endToEndSecurity: { commandNonceTimeout: 120 },
        verification: {
          tiers: [
            { limitMinor: 50_000, fmr: 1e-4 },
            { limitMinor: 300_000, fmr: 1e-5, phoneFactor: true },
          ],
        },
      },
    });
  });

  await t.test('nothing about the person is in the log', (t) => {
    const text = bench.logged.join('\n');
    t.notOk(text.includes(CLAIM));
    t.notOk(text.includes(Buffer.from(embeddingOf('alice').buffer).toString('base64').slice(0, 40)));
    t.notMatch(text, /score|cosine/);
    t.end();
  });
});

t.test('unknown outcome: locked, nothing booked, nothing more paid', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  bench.dispenser.outcome = 'unknown';
  const transcript = await bench.withdraw();
  t.match(transcript, { bookedMinor: null, uncertain: true });
  bench.dispenser.outcome = 'dispensed';
  const moved = bench.dispenser.notes;
  const next = await bench.withdraw();
  t.strictSame(next.reasons, ['DISPENSER_LOCKED']);
  t.equal(bench.dispenser.notes, moved);
});

t.test('stop waits for a running payout and lets its answer out', async (t) => {
  const bench = await startBench(tempFolder(t));
  t.teardown(() => bench.stop());
  const started = new Promise<void>((resolve) => {
    bench.dispenser.onDispense = resolve;
  });
  let release = () => {};
  bench.dispenser.gate = new Promise((resolve) => {
    release = resolve;
  });
  const answer = bench.client.request('CashDispenser.Dispense', await bench.prepareDispense());
  await started;
  let stopped = false;
  const stopping = bench.teller.stop().then(() => {
    stopped = true;
  });
  // A stop that does not wait is through in a few milliseconds.
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.notOk(stopped, 'notes are moving');
  release();
  t.match(await answer, { ok: true, payload: { dispensedMinor: NOTE } });
  await stopping;
  t.equal(bench.dispenser.notes, 1);
});

function eight(): [boolean, boolean, boolean][] {
  return Array.from({ length: 8 }, (_, i) => [(i & 4) !== 0, (i & 2) !== 0, (i & 1) !== 0]);
}
