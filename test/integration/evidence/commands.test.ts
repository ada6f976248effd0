import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { EvidenceLog } from '../../../src/evidence/evidenceLog.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/system/log.ts';

const cli = join(import.meta.dirname, '../../../src/cli.ts');
const tellersight = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'evidence', ...args], { encoding: 'utf8' });
  return { status, stdout, stderr };
};

t.test('verify, prove and check-proof on a folder, as an expert with the public key would', async (t) => {
  const root = t.testdir();
  const dir = join(root, 'evidence');
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const key = join(root, 'public.jwk');
  writeFileSync(key, JSON.stringify(publicKey.export({ format: 'jwk' })));
  const config = { checkpoint_entries: 100, checkpoint_seconds: 60 };
  const options = { dir, origin: 'tellersight/s/t1', key: privateKey, log: silentLog, clock: systemClock, config };
  const evidence = new EvidenceLog(options);
  await evidence.start();
  for (let i = 0; i < 9; i++) await evidence.append('decision', `record ${i}`);
  await evidence.stop();
  const published = join(root, 'published.json');
  writeFileSync(
    published,
    JSON.stringify({ schema: 'fleet.evidenceCheckpoint@1', note: evidence.latestCheckpoint()?.note }),
  );

  const good = tellersight('verify', dir, '--key', key, '--checkpoint', published, '--json');
  t.equal(good.status, 0, good.stderr);
  t.match(JSON.parse(good.stdout), { schema: 'evidence-verify@1', ok: true, entries: 9, covered: 9 });

  const proof = tellersight('prove', '4', '--dir', dir, '--key', key);
  t.equal(proof.status, 0, proof.stderr);
  const proofFile = join(root, 'proof.json');
  writeFileSync(proofFile, proof.stdout);
  t.match(tellersight('check-proof', proofFile, '--key', key), { status: 0, stdout: /record 4/ });
  writeFileSync(proofFile, proof.stdout.replace('record 4', 'record 5'));
  t.match(tellersight('check-proof', proofFile, '--key', key), { status: 1, stderr: /EVIDENCE_CHANGED/ });
  t.match(tellersight('prove', '9', '--dir', dir, '--key', key), { status: 1, stderr: /EVIDENCE_NOT_FOUND/ });

  const path = join(dir, 'entries.jsonl');
  writeFileSync(path, readFileSync(path, 'utf8').replace('record 7', 'record 8'));
  t.match(tellersight('verify', dir, '--key', key), { status: 1, stdout: /does not verify/ });
  t.match(tellersight('verify', join(root, 'nothing'), '--key', key), { status: 1, stderr: /EVIDENCE_NOT_FOUND/ });
});
