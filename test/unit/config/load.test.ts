import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { configKeys, nearest } from '../../../src/config/keys.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { showConfig } from '../../../src/config/show.ts';
import { TellersightError } from '../../../src/lib/errors.ts';

const minimal = `
[terminal]
id = "T0001"
[keys]
bank_verify = "bank.jwk"
board_decrypt = "decrypt.jwk"
board_sign = "sign.jwk"
token_hmac = "token.hex"
present_hmac = "present.hex"
`;

function refusal(work: () => unknown): TellersightError {
  try {
    work();
  } catch (error) {
    if (error instanceof TellersightError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

function file(t: Tap, text: string, name = 'a.toml'): string {
  const path = join(t.testdir(), name);
  writeFileSync(path, text);
  return path;
}
type Tap = { testdir(): string };

t.test('defaults < file < environment < --set, and each value knows where it came from', async (t) => {
  const path = file(t, `${minimal}\n[policy]\ntier_a_limit_minor = 40000\nmax_correspondence = 0.2\n`);
  const loaded = loadConfig({
    files: [path],
    environment: {
      TELLERSIGHT_POLICY_TIER_A_FMR: '0.00005',
      TELLERSIGHT_POLICY_MAX_CORRESPONDENCE: '0.25',
      HOME: '/x',
    },
    set: ['policy.tier_a_fmr=0.00002', 'fleet.enabled=false'],
  });
  t.equal(loaded.config.policy.tier_a_limit_minor, 40_000);
  t.equal(loaded.config.policy.max_correspondence, 0.25);
  t.equal(loaded.config.policy.tier_a_fmr, 0.00002);
  t.equal(loaded.config.fleet.enabled, false);
  t.equal(loaded.config.policy.tier_b_limit_minor, 300_000);
  const shown = new Map(showConfig(loaded).map((setting) => [setting.key, setting.source]));
  t.equal(shown.get('policy.tier_a_limit_minor'), path);
  t.equal(shown.get('policy.max_correspondence'), 'environment TELLERSIGHT_POLICY_MAX_CORRESPONDENCE');
  t.equal(shown.get('policy.tier_a_fmr'), '--set');
  t.equal(shown.get('policy.tier_b_limit_minor'), 'default');
  t.equal(shown.size, configKeys.length);
});

t.test('an unknown key is refused and the nearest one is named', async (t) => {
  const error = refusal(() =>
    loadConfig({ files: [file(t, `${minimal}\n[policy]\ntier_a_limt_minor = 1\n`)], environment: {} }),
  );
  t.equal(error.code, 'CONFIG_INVALID');
  t.match(error.message, /tier_a_limt_minor/);
  t.match(error.hint, /policy\.tier_a_limit_minor/);
});

t.test('a misspelt environment variable is an error, not silence', async (t) => {
  const error = refusal(() =>
    loadConfig({ files: [file(t, minimal)], environment: { TELLERSIGHT_FLEET_ENABELD: 'false' } }),
  );
  t.equal(error.code, 'CONFIG_INVALID');
  t.match(error.hint, /TELLERSIGHT_FLEET_ENABLED/);
});

t.test('every fault is told at once, with its source', async (t) => {
  const path = file(t, `${minimal}\n[policy]\nattempts_per_session = 9\nid_status_max_age_s = "soon"\n`);
  const error = refusal(() => loadConfig({ files: [path], environment: {} }));
  t.match(error.message, /policy\.attempts_per_session/);
  t.match(error.message, /policy\.id_status_max_age_s/);
  t.match(error.message, path);
});

t.test('no file, broken TOML, unknown --set', async (t) => {
  t.equal(refusal(() => loadConfig({ files: ['/nonexistent.toml'], environment: {} })).code, 'CONFIG_UNREADABLE');
  const broken = refusal(() => loadConfig({ files: [file(t, '[terminal\nid=1')], environment: {} }));
  t.equal(broken.code, 'CONFIG_UNREADABLE');
  t.match(broken.message, /line|1:/i, 'says where');
  const set = refusal(() =>
    loadConfig({ files: [file(t, minimal, 'b.toml')], environment: {}, set: ['fleet.enable=1'] }),
  );
  t.match(set.hint, /fleet\.enabled/);
});

t.test('safety bounds cannot be configured away', async (t) => {
  for (const set of [
    'session.nonce_lifetime_s=121',
    'session.decision_lifetime_s=31',
    'policy.attempts_per_session=4',
    'policy.failure_delay_s=5',
    'policy.failures_before_off=51',
    'vision.max_skew_ms=51',
    'evidence.checkpoint_seconds=61',
    'policy.id_status_max_age_s=0',
  ]) {
    t.equal(
      refusal(() => loadConfig({ files: [file(t, minimal)], environment: {}, set: [set] })).code,
      'CONFIG_INVALID',
      set,
    );
  }
});

t.test('no camera but a real one, no plaintext across a network, unless the profile says so by name', async (t) => {
  const load = (...set: string[]) => loadConfig({ files: [file(t, minimal)], environment: {}, set });
  t.match(refusal(() => load('vision.source=scene')).message, /terminal\.bench/);
  t.match(refusal(() => load('vision.source=replay')).message, /terminal\.bench/);
  t.equal(load('vision.source=scene', 'terminal.bench=true').config.vision.source, 'scene');
  t.match(refusal(() => load('fleet.url=mqtt://broker.example:1883')).message, /mqtts/);
  t.match(refusal(() => load('fleet.url=mqtt://127.0.0.1.example:1883')).message, /mqtts/);
  t.ok(load('fleet.url=mqtt://broker.example:1883', 'fleet.allow_plaintext=true'));
  t.ok(load('fleet.url=mqtt://localhost:1883'));
  t.ok(load('fleet.url=mqtts://broker.example:8883'));
});

t.test('nearest key', async (t) => {
  t.equal(nearest('fleet.enable', ['fleet.enabled', 'fleet.url']), 'fleet.enabled');
  t.equal(nearest('zzzzzzzzzz', ['fleet.enabled']), null);
});
