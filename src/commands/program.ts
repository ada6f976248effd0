import { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };

export interface Entry {
  /** One line in the list of commands; hidden ones are entry points of processes or of the build. */
  readonly summary: string;
  readonly hidden?: boolean;
  load(): Promise<{ register(program: Command): void }>;
}

/** The sub-commands of the product, each a file that is loaded only when it is asked for. */
export const commands: Readonly<Record<string, Entry>> = {
  run: { summary: 'run the daemon', load: () => import('./run.ts') },
  demo: { summary: 'play withdrawals on a simulated board', load: () => import('./demo.ts') },
  doctor: { summary: 'what does this board lack, and what to do about it', load: () => import('./doctor.ts') },
  check: { summary: 'check the configuration', load: () => import('./check.ts') },
  config: { summary: 'show every setting and where it came from', load: () => import('./config.ts') },
  dispenser: {
    summary: 'why is it locked, settle it; simulate one',
    load: () => import('./dispenser.ts'),
  },
  evidence: { summary: 'verify and prove what was recorded', load: () => import('./evidence.ts') },
  models: { summary: 'model packs: list, verify, install, roll back', load: () => import('./models.ts') },
  calibrate: { summary: 'thresholds from error rates, with evidence', load: () => import('./calibrate.ts') },
  pad: { summary: 'report on attack presentations', load: () => import('./pad.ts') },
  replay: { summary: 'run vision over a recording or pictures', load: () => import('./replay.ts') },
  capability: { summary: 'what is tested, what is not', load: () => import('./capability.ts') },
  vision: { summary: 'the process that sees', hidden: true, load: () => import('./vision.ts') },
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

/** `tellersight` with these commands by name; those that `loaded` names with their options, too. */
export async function makeProgram(
  entries: Readonly<Record<string, Entry>>,
  loaded: (name: string) => boolean,
): Promise<Command> {
  const program = new Command('tellersight')
    .description('Face-verified cardless cash withdrawal, where the face is never trusted alone.')
    .version(manifest.version)
    .addHelpText('after', help)
    // Usage errors are printed by cli.ts, in the form of all others.
    .configureOutput({ outputError: () => {} })
    .exitOverride();
  for (const [name, { summary, hidden = false, load }] of Object.entries(entries)) {
    if (loaded(name)) (await load()).register(program);
    else program.command(name, { hidden }).summary(summary);
  }
  return program;
}
