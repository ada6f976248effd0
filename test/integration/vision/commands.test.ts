import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { Scene } from '../../../src/simulator/scene/scene.ts';
import { sceneSpec } from '../../../src/simulator/scene/spec.ts';
import type { RecordingHeader } from '../../../src/vision/capture/recordingFormat.ts';
import { RecordingWriter } from '../../../src/vision/capture/recordingWriter.ts';
import { camera } from '../../unit/vision/support/recordings.ts';

const cli = fileURLToPath(new URL('../../../src/cli.ts', import.meta.url));

function run(...args: string[]) {
  const env = { ...process.env, TELLERSIGHT_DATA: undefined };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8', env });
  return { status, stdout, stderr, json: () => JSON.parse(stdout) };
}

/** Two rendered pairs, the IR light on. */
function rendered(): Buffer {
  const parts: Uint8Array[] = [];
  const writer = new RecordingWriter((bytes) => void parts.push(bytes.slice()));
  const header: RecordingHeader = {
    schema: 'recording@1',
    createdUtc: '2026-01-01T00:00:00.000Z',
    source: 'scene',
    note: '',
    cameras: { rgb: camera('YUYV', 640, 480, 1280), ir: camera('GREY', 640, 480, 640) },
    illuminator: { kind: 'switched', coded: true },
  };
  writer.header(header);
  const scene = new Scene(sceneSpec.parse({ identity: 3, yaw: [0, 0], pitch: [0, 0], roll: [0, 0] }));
  for (let i = 0; i < 2; i++) {
    const timestampUs = 1000 + i * 33_333;
    writer.frame({ channel: 'rgb', illuminated: null, sequence: i, timestampUs, data: scene.rgb(i) });
    writer.frame({ channel: 'ir', illuminated: true, sequence: i, timestampUs, data: scene.ir(i, true) });
  }
  writer.end();
  return Buffer.concat(parts);
}

const folder = mkdtempSync(join(tmpdir(), 'tellersight-test-'));
t.teardown(() => rmSync(folder, { recursive: true, force: true }));

t.test('models list, verify and inspect', async (t) => {
  const list = run('models', 'list', '--json').json();
  t.equal(list.schema, 'models-list@1');
  t.ok(list.packs.some((pack: { name: string; fault: null }) => pack.name === 'default' && pack.fault === null));
  const verify = run('models', 'verify', '--json');
  t.equal(verify.status, 0);
  t.match(verify.json(), { schema: 'models-verify@1', whole: true, calibration: { match: true, pad: true } });
  t.equal(run('models', 'inspect', 'default', '--json').json().manifest.schema, 'model-pack@1');
  const missing = run('models', 'verify', 'no-such-pack', '--json');
  t.equal(missing.status, 1);
  t.equal(missing.json().error.code, 'PACK_NOT_FOUND');
});

t.test('replay of a recording, whole and cut short', async (t) => {
  const bytes = rendered();
  const whole = join(folder, 'whole.tsrec');
  writeFileSync(whole, bytes);
  const result = run('replay', whole, '--json', '--timing');
  t.equal(result.status, 0);
  const report = result.json();
  t.equal(report.schema, 'replay@1');
  t.equal(report.pairs.length, 2);
  t.ok(
    report.pairs.every((pair: { faces: { rgb: number; ir: number } }) => pair.faces.rgb === 1 && pair.faces.ir === 1),
  );
  t.ok(
    report.stages.some((stage: { stage: string; count: number }) => stage.stage === 'detectRgb' && stage.count === 2),
  );
  const cut = join(folder, 'cut.tsrec');
  writeFileSync(cut, bytes.subarray(0, bytes.length - 100_000));
  const short = run('replay', cut);
  t.equal(short.status, 1);
  t.match(short.stderr, /RECORDING_CUT_SHORT/);
  t.match(short.stdout, /1 pairs/, 'what was read before the cut is shown');
});

t.test('usage', async (t) => {
  t.equal(run('replay').status, 64);
  t.equal(run('replay', 'x.tsrec', '--fmr', 'high').status, 64);
  t.match(run('replay', join(folder, 'none.tsrec')).stderr, /RECORDING_UNREADABLE/);
  t.match(run('replay', '--pairs', folder).stderr, /CAPTURE_IMAGES/);
  t.match(run('vision', '--help').stdout, /--teller/);
});
