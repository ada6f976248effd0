// A process that appends until it is killed and prints every acknowledged index. Used by evidenceLog.test.ts.
import { EvidenceLog } from '../../../src/evidence/evidenceLog.ts';
import { readSigningKey } from '../../../src/evidence/keys.ts';
import { systemClock } from '../../../src/lib/clock.ts';
import { silentLog } from '../../../src/system/log.ts';

const [dir, key] = process.argv.slice(2) as [string, string];
const evidence = new EvidenceLog({
  dir,
  origin: 'tellersight/s/t1',
  key: readSigningKey(key),
  log: silentLog,
  clock: systemClock,
  config: { checkpoint_entries: 7, checkpoint_seconds: 60 },
});
await evidence.start();
for (let i = 0; ; i++) {
  const { index } = await evidence.append('decision', 'x'.repeat(1 + ((i * 997) % 9000)));
  process.stdout.write(`${index}\n`);
}
