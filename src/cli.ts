#!/usr/bin/env node
// The one executable `tellersight`. Each sub-command is a file in commands/ that is loaded only when it is asked for,
// so that `tellersight check` does not pay for the neural runtime and `--help` pays for nothing.
import { Command, CommanderError } from 'commander';
import manifest from '../package.json' with { type: 'json' };
import type { Code } from './lib/catalog/index.ts';
import { isTellersightError, TellersightError, toTellersightError } from './lib/errors.ts';

interface Entry {
  /** One line in the list of commands; hidden ones are entry points of processes or of the build. */
  readonly summary: string;
  readonly hidden?: boolean;
  load(): Promise<{ register(program: Command): void }>;
}

const commands: Readonly<Record<string, Entry>> = {
  run: { summary: 'run the daemon', load: () => import('./commands/run.ts') },
  demo: { summary: 'play withdrawals on a simulated board', load: () => import('./commands/demo.ts') },
  doctor: { summary: 'what does this board lack, and what to do about it', load: () => import('./commands/doctor.ts') },
  check: { summary: 'check the configuration', load: () => import('./commands/check.ts') },
  config: { summary: 'show every setting and where it came from', load: () => import('./commands/config.ts') },
  dispenser: {
    summary: 'why is it locked, settle it; simulate one',
    load: () => import('./commands/dispenser.ts'),
  },
  evidence: { summary: 'verify and prove what was recorded', load: () => import('./commands/evidence.ts') },
  models: { summary: 'model packs: list, verify, install, roll back', load: () => import('./commands/models.ts') },
  calibrate: { summary: 'thresholds from error rates, with evidence', load: () => import('./commands/calibrate.ts') },
  pad: { summary: 'report on attack presentations', load: () => import('./commands/pad.ts') },
  replay: { summary: 'run vision over a recording or pictures', load: () => import('./commands/replay.ts') },
  capability: { summary: 'what is tested, what is not', load: () => import('./commands/capability.ts') },
  vision: { summary: 'the process that sees', hidden: true, load: () => import('./commands/vision.ts') },
  docs: { summary: 'write the generated pages', hidden: true, load: () => import('./commands/docs.ts') },
};

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

const help = `
Exit codes: 0 done, 1 not well or not possible, 2 locked (dispenser status),
64 wrong command line, 70 internal error,
78 wrong configuration or keys, or a model pack that is not trusted.
With --json a command prints one JSON document with a versioned "schema",
errors too ("error@1"). Long-running ones (run, dispenser simulate) log instead.

Examples:
  tellersight doctor
  tellersight config show --sources
  tellersight dispenser status --json
  tellersight dispenser reconcile --help`;

async function main(argv: string[]): Promise<void> {
  const program = new Command('tellersight')
    .description('Face-verified cardless cash withdrawal, where the face is never trusted alone.')
    .version(manifest.version)
    .addHelpText('after', help)
    // Usage errors are printed below, in the form of all others.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  const [first, second] = argv.filter((word) => !word.startsWith('-'));
  const wanted = first === 'help' ? second : first;
  for (const [name, { summary, hidden = false, load }] of Object.entries(commands)) {
    if (name === wanted) (await load()).register(program);
    else program.command(name, { hidden }).summary(summary);
  }
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
