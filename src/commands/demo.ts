import { once } from 'node:events';
import type { Command } from 'commander';
import { playDemo } from '../simulator/demo/demo.ts';
import { paint, printJson } from './output.ts';

export function register(program: Command): void {
  program
    .command('demo')
    .description('play complete withdrawals on a simulated board: the real daemon, simulated surroundings')
    .option('--keep', 'leave the board running at the end, for playing with it')
    .option('--only <text>', 'only scenarios whose name contains this text; a|b = either')
    .option('--json', 'machine-readable result, nothing on the way')
    .addHelpText(
      'after',
      '\nExamples:\n  tellersight demo\n  tellersight demo --only photo\n  tellersight demo --keep' +
        '\n\nExit codes: 0 every scenario ended as expected, 1 one did not, 64 usage.',
    )
    .action(async (options: { keep?: boolean; only?: string; json?: boolean }) => {
      const played = await playDemo({
        quiet: options.json === true,
        only: options.only,
        ...(options.keep ? { keep: keepRunning } : {}),
      });
      if (options.json) {
        const scenarios = played.map(({ scenario, outcome, counted, seconds, matches }) => ({
          name: scenario.name,
          expected: scenario.expected,
          got: outcome,
          counted,
          seconds,
          matches,
        }));
        printJson('demo@1', { scenarios });
      }
      if (played.length === 0 || played.some((one) => !one.matches)) process.exitCode = 1;
    });
}

async function keepRunning({ folder, configFiles }: { folder: string; configFiles: readonly string[] }): Promise<void> {
  const config = configFiles.map((file) => `-c ${file}`).join(' ');
  console.log(`\n${paint('bold', 'The board goes on running.')} Its folder: ${folder}`);
  console.log(`  tail -f ${folder}/logs/daemon.log`);
  console.log(`  node_modules/.bin/node src/cli.ts dispenser status ${config}`);
  console.log('Ctrl-C stops it.');
  await once(process, 'SIGINT');
}
