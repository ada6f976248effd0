import t from 'tap';
import { type Family, Rig } from './rig.ts';

const families: readonly Family[] = ['lcdm2000', 'lcdm4000'];
const unexpected = 'DISPENSER_UNEXPECTED';

async function idle(family: Family): Promise<Rig> {
  const rig = new Rig(family);
  await rig.driver.start();
  await rig.time.pass(70_000);
  return rig;
}

for (const family of families) {
  t.test(`${family}: stray single bytes are noise, also many of them`, async (t) => {
    const rig = await idle(family);
    for (const bytes of ['FF', '06', '15', 'FF FF FF', '06 15 FF 06']) {
      rig.inject(bytes);
      await rig.time.pass(1000);
    }
    t.same(rig.alarms, []);
  });

  t.test(
    `${family}: what is no frame, on a line that is idle and owes nothing, is a sign of somebody else`,
    async (t) => {
      for (const bytes of ['42', '01', '01 50', '01 30 02 47', '00 00 00', '04 50 02 45 35 30 03 15', '05']) {
        const rig = await idle(family);
        rig.inject(bytes);
        t.same(rig.alarms, [], 'more of it may come');
        await rig.time.pass(1000);
        t.same(rig.alarms, [unexpected], bytes);
      }
    },
  );

  t.test(`${family}: not right after a command, whose answer may have left it; but later`, async (t) => {
    const rig = await idle(family);
    await rig.call(rig.driver.status());
    rig.inject('42 42 42');
    await rig.time.pass(999);
    t.same(rig.alarms, []);
    await rig.time.pass(10_000);
    rig.inject('42 42 42');
    await rig.time.pass(1000);
    t.same(rig.alarms, [unexpected]);
  });

  t.test(`${family}: it counts when the first byte came, not when it was given up`, async (t) => {
    const rig = await idle(family);
    await rig.call(rig.driver.status());
    await rig.time.pass(950);
    rig.inject('42 42 42');
    await rig.time.pass(5000);
    t.same(rig.alarms, []);
  });

  t.test(`${family}: not before the opened line has answered a question and been quiet`, async (t) => {
    const rig = new Rig(family);
    rig.device.powerOff();
    await rig.driver.start();
    await rig.time.pass(200_000);
    rig.inject('42 42 42');
    await rig.time.pass(1000);
    t.same(rig.alarms, [], 'what an earlier life asked for may still come');
    rig.device.powerOn();
    await rig.call(rig.driver.status());
    await rig.time.pass(1900);
    rig.inject('42');
    await rig.time.pass(10_000);
    t.same(rig.alarms, []);
    rig.inject('42');
    await rig.time.pass(1000);
    t.same(rig.alarms, [unexpected]);
  });

  t.test(`${family}: not while an answer about notes is owed`, async (t) => {
    const rig = await idle(family);
    rig.faults.arm({ kind: 'responseLost', times: 3 });
    const report = await rig.call(rig.driver.dispense([1], rig.trace()));
    t.equal(report.outcome, 'unknown');
    rig.inject('01 50 02 45 30');
    await rig.time.pass(1000);
    t.same(rig.alarms, []);
    await rig.time.pass(70_000);
    await rig.call(rig.driver.status());
    await rig.time.pass(5000);
    rig.inject('01 50 02 45 30');
    await rig.time.pass(1000);
    t.same(rig.alarms, [unexpected], 'in the end it is');
  });
}

t.test('a note that moves without a command of ours', async (t) => {
  const rig = await idle('lcdm2000');
  rig.inject('01 8D 01');
  t.same(rig.alarms, [unexpected]);
  const other = await idle('lcdm4000');
  other.inject('01 8D 01');
  await other.time.pass(1000);
  t.same(other.alarms, [unexpected], 'no frame at all for this family');
});

t.test('an EOT is nothing for a line that closes with it, and rubbish for one that does not', async (t) => {
  for (const family of families) {
    const rig = await idle(family);
    rig.inject('04');
    await rig.time.pass(1000);
    t.same(rig.alarms, family === 'lcdm2000' ? [unexpected] : []);
  }
});
