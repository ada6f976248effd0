import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));

/** What an operator types after counting: the command line tool, beside the running daemon. */
export async function reconcile(configFiles: readonly string[], countedMinor: number): Promise<string> {
  const config = configFiles.flatMap((file) => ['--config', file]);
  const statement = 'notes counted at the exit and in the tray';
  const args = ['dispenser', 'reconcile', ...config, '--counted-minor', String(countedMinor), '--statement', statement];
  const { stdout } = await promisify(execFile)(process.execPath, [cli, ...args], { timeout: 15_000 });
  return stdout.trim().split('\n')[0] ?? '';
}
