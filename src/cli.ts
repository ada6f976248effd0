#!/usr/bin/env node
// The one executable `tellersight`. Each sub-command is a file in commands/ that is loaded only when it is asked for,
// so that `tellersight check` does not pay for the neural runtime and `--help` pays for nothing.
import { CommanderError } from 'commander';
import { commands, type Entry, makeProgram } from './commands/program.ts';
import type { Code } from './lib/catalog/index.ts';
import { isTellersightError, TellersightError, toTellersightError } from './lib/errors.ts';

/** Of the build, not of the product: it makes pages of all the others. */
const docs: Entry = { summary: 'write the generated pages', hidden: true, load: () => import('./commands/docs.ts') };

/** sysexits(3): 64 usage, 70 internal, 78 configuration (systemd must not restart on it); everything else is 1. */
const exitCodes: Partial<Record<Code, number>> = {
  USAGE: 64,
  INTERNAL: 70,
  CONFIG_INVALID: 78,
  CONFIG_UNREADABLE: 78,
  KEY_UNREADABLE: 78,
  KEY_TOO_OPEN: 78,
  CALIBRATION_UNSUPPORTED: 78,
  PACK_UNSIGNED: 78,
  PACK_SIGNER_UNKNOWN: 78,
};

async function main(argv: string[]): Promise<void> {
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  const wanted = first === 'help' ? second : first;
  const program = await makeProgram({ ...commands, docs }, (name) => name === wanted);
  await program.parseAsync(argv, { from: 'user' });
}

/** Commander's words as a coded error; null when it only printed help or version because it was asked to. */
function usageError(caught: CommanderError): TellersightError | null {
  if (caught.exitCode === 0) return null;
  const message =
    caught.code === 'commander.help' ? 'a sub-command is missing' : caught.message.replace(/^error: /, '');
  return new TellersightError('USAGE', message.replaceAll('\n', ' '));
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

try {
  await main(process.argv.slice(2));
} catch (caught) {
  const error = caught instanceof CommanderError ? usageError(caught) : toTellersightError(caught, 'INTERNAL');
  if (error) {
    const foreign = caught instanceof Error && !(caught instanceof CommanderError) && !isTellersightError(caught);
    if (process.argv.includes('--json')) {
      const { code, message, hint, docs } = error;
      process.stdout.write(`${JSON.stringify({ schema: 'error@1', error: { code, message, hint, docs } })}\n`);
    }
    process.stderr.write(`${error.code}: ${error.message}\n  ${error.hint}\n  ${error.docs}\n`);
    if (foreign) process.stderr.write(`\n${caught.stack}\n`);
    process.exitCode = exitCodes[error.code] ?? 1;
  }
}
