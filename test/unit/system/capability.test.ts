import t from 'tap';
import { capabilityStatement } from '../../../src/commands/capability/statement.ts';
import { configSchema } from '../../../src/config/schema.ts';
import { attackTypes } from '../../../src/lib/attackTypes.ts';
import type { Calibration, PadCalibration } from '../../../src/lib/calibration.ts';

const sha = 'ab'.repeat(32);
const policy = configSchema.shape.policy.parse({});
const pack = { name: 'p', version: '1', manifestSha256: sha };
const point = (threshold: number, upper95: number, fnmr?: number) => ({
  threshold,
  errors: 0,
  fmr: 0,
  upper95,
  method: 'm',
  ...(fnmr === undefined ? {} : { fnmr }),
});
const species = (name: string, errors: number, presentations: number) => ({
  name,
  errors,
  presentations,
  apcer: errors / presentations,
  upper95: (errors + 3) / presentations,
});

function match(groups: Partial<Calibration['groups'][number]>[]): Calibration {
  const full = groups.map((group, i) => ({
    name: `g${i}`,
    subjects: 1000,
    impostorPairs: 0,
    genuinePairs: 0,
    points: [],
    ...group,
  }));
  return { schema: 'calibration@1', modelSha256: sha, created: '', comparison: 'cosine', source: 'src', groups: full };
}
function pad(rgb: ReturnType<typeof species>[], ir: ReturnType<typeof species>[]): PadCalibration {
  const channel = (list: ReturnType<typeof species>[]) => ({
    modelSha256: sha,
    threshold: 0,
    species: list,
    bpcer: { n: 10, errors: 1, rate: 0.1, upper95: 0.4 },
    source: 'src',
  });
  return { schema: 'pad-calibration@1', rgb: channel(rgb), ir: channel(ir) };
}

t.test('the seven attack types are always there, and "not tested" where no count says otherwise', async (t) => {
  const nothing = capabilityStatement({
    pack,
    calibration: { match: null, pad: null },
    policy,
    driver: null,
    light: null,
  });
  t.equal(nothing.attackTypes.length, 7);
  t.ok(nothing.attackTypes.every(({ tested }) => tested.length === 0));
  for (const { type } of attackTypes) t.ok(nothing.notTested.includes(`attack type: ${type}`));
  t.ok(nothing.notTested.some((line) => line.startsWith('false match rate')));

  const calibration = {
    match: null,
    pad: pad(
      [species('rendered-print', 2, 100), species('rendered-tablet', 9, 100), species('masked-set', 1, 5)],
      [species('rendered-eyeholes', 0, 50), { ...species('mask', 0, 1), presentations: 0 }],
    ),
  };
  const some = capabilityStatement({ pack, calibration, policy, driver: null, light: null });
  const tested = (type: string) =>
    some.attackTypes
      .find((row) => row.type === type)
      ?.tested.map((row) => [row.channel, row.errors, row.presentations]);
  t.same(tested('full photo'), [['rgb', 2, 100]]);
  t.same(tested('video'), [['rgb', 9, 100]]);
  t.same(tested('holed photo'), [['ir', 0, 50]]);
  t.same(tested('mask'), [], 'no presentations is not a test');
  t.ok(some.notTested.includes('attack type: mask'));
  t.notOk(some.notTested.includes('attack type: video'));
  t.same(
    some.pad?.otherSpecies.map(({ name }) => name),
    ['masked-set'],
    'what is none of the seven is not passed off as one',
  );
  t.match(some.pad?.worst, [
    { channel: 'rgb', name: 'masked-set' },
    { channel: 'ir', name: 'rendered-eyeholes' },
  ]);
});

t.test('tiers state what supports them, and do not flatter', async (t) => {
  const calibration = {
    match: match([
      {
        impostorPairs: 400_000,
        genuinePairs: 50,
        points: [point(0.5, 2e-4, 0.01), point(0.6, 5e-5, 0.05), point(0.7, 8e-6, 0.2)],
      },
      { impostorPairs: 1000, points: [point(0.65, 3e-3)] },
    ]),
    pad: null,
  };
  const [a, b] = capabilityStatement({ pack, calibration, policy, driver: null, light: null }).match!.tiers;
  t.match(a, { tier: 'A', threshold: 0.6, setBy: 'g0', unsupportedGroups: ['g1'] });
  t.same(a!.support, [{ group: 'g0', impostorPairs: 400_000, errors: 0, upper95: 5e-5 }]);
  t.match(a!.fnmr, [{ group: 'g0', genuinePairs: 50, rate: 0.05 }]);
  t.match(b, { tier: 'B', threshold: 0.7, support: [{ upper95: 8e-6 }] });

  const small = { match: match([{ impostorPairs: 40_000, points: [point(0.6, 8e-5)] }]), pad: null };
  const statement = capabilityStatement({ pack, calibration: small, policy, driver: null, light: null });
  t.match(statement.match!.tiers[1], { threshold: null, pairsNeeded: 299_572, support: [] });
  t.ok(statement.notTested.some((line) => line.startsWith('tier B: no group has enough pairs')));
});

t.test('the driver speaks for itself', async (t) => {
  const capability = {
    protocol: 'x',
    cassettes: 1,
    maxNotesPerCommand: 9,
    resultRetrievable: false,
    encrypted: false,
    experimental: false,
    statements: ['cannot prove y'],
  };
  const calibration = { match: null, pad: null };
  t.same(capabilityStatement({ pack, calibration, policy, driver: { capability }, light: null }).dispenser, {
    protocol: 'x',
    resultRetrievable: false,
    encrypted: false,
    experimental: false,
    statements: ['cannot prove y'],
  });
  t.equal(capabilityStatement({ pack, calibration, policy, driver: null, light: null }).dispenser, null);
  t.ok(capabilityStatement({ pack, calibration, policy, driver: null, light: null }).notMitigated.length > 0);
});

t.test('R13: a light that cannot be coded says so', async (t) => {
  const light = (driver: 'gpio' | 'none' | undefined) =>
    capabilityStatement({ pack, calibration: { match: null, pad: null }, policy, driver: null, light: { driver } })
      .light;
  t.match(light('gpio'), { driver: 'gpio', coded: true });
  t.match(light('none'), { driver: 'none', coded: false, statement: /tier B is closed/ });
  t.match(light(undefined), { driver: null, coded: false, statement: /every face is refused/ });
});
