#!/usr/bin/env node
// The one executable `tellersight`. Each sub-command is a file in commands/ that is loaded only when it is asked for,
// so that `tellersight check` does not pay for the neural runtime.
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import { isTellersightError, toTellersightError } from './lib/errors.ts';

/** Sub-command -> its file. Hidden ones are entry points of processes or of the build. */
const commands: Record<string, () => Promise<{ register(program: Command): void }>> = {
  run: () => import('./commands/run.ts'),
  demo: () => import('./commands/demo.ts'),
  doctor: () => import('./commands/doctor.ts'),
  check: () => import('./commands/check.ts'),
  config: () => import('./commands/config.ts'),
  replay: () => import('./commands/replay.ts'),
  models: () => import('./commands/models.ts'),
  dispenser: () => import('./commands/dispenser.ts'),
  evidence: () => import('./commands/evidence.ts'),
  capability: () => import('./commands/capability.ts'),
  vision: () => import('./commands/vision.ts'),
  docs: () => import('./commands/docs.ts'),
};

/** sysexits(3): 64 usage, 70 internal, 78 configuration (systemd must not restart on it). */
function exitCode(code: string): number {
  if (code === 'USAGE') return 64;
  if (code === 'CONFIG_INVALID' || code === 'CONFIG_UNREADABLE' || code === 'KEY_UNREADABLE' || code === 'KEY_TOO_OPEN')
    return 78;
  if (code === 'CALIBRATION_UNSUPPORTED') return 78;
  if (code === 'INTERNAL') return 70;
  return 1;
}

async function main(argv: string[]): Promise<void> {
  const program = new Command('tellersight')
    .description('Face-verified cardless cash withdrawal, where the face is never trusted alone.')
    .version(manifest.version)
    .showHelpAfterError('Run with --help for the options.')
    .exitOverride();
  const wanted = argv.find((word) => !word.startsWith('-'));
  const chosen = wanted !== undefined && wanted in commands ? [wanted] : Object.keys(commands);
  for (const name of chosen) (await commands[name]!()).register(program);
  await program.parseAsync(argv, { from: 'user' });
}

try {
  await main(process.argv.slice(2));
} catch (caught) {
  if (caught instanceof CommanderError) {
    process.exitCode = caught.exitCode === 0 ? 0 : 64;
  } else {
    const error = toTellersightError(caught, 'INTERNAL');
    const stack = isTellersightError(caught) || !(caught instanceof Error) ? '' : `\n${caught.stack}`;
    if (process.argv.includes('--json')) {
      const { code, message, hint, docs } = error;
      process.stdout.write(`${JSON.stringify({ schema: 'error@1', error: { code, message, hint, docs } })}\n`);
    }
    process.stderr.write(`${error.code}: ${error.message}\n  ${error.hint}\n  ${error.docs}\n${stack}`);
    process.exitCode = exitCode(error.code);
  }
}
