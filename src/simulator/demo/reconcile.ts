import { TellersightError } from '../../lib/errors.ts';
import { tellersight } from './commandLine.ts';

/** What an operator types after counting: the command line tool, beside the running daemon. */
export async function reconcile(configFiles: readonly string[], countedMinor: number): Promise<string> {
  const config = configFiles.flatMap((file) => ['--config', file]);
  const statement = [
    '--counted-minor',
    String(countedMinor),
    '--statement',
    'notes counted at the exit and in the tray',
  ];
  const { exitCode, stdout } = await tellersight('dispenser', 'reconcile', ...config, ...statement);
  if (exitCode !== 0) throw new TellersightError('RECONCILE_REFUSED', stdout);
  return stdout.split('\n')[0] ?? '';
}
