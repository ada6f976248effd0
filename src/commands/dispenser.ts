import type { Command } from 'commander';
import { TellersightError } from '../lib/errors.ts';
import { registerLoad } from './dispenser/load.ts';
import { operatorOption } from './dispenser/operatorOption.ts';
import { registerPurge } from './dispenser/purge.ts';
import { readStatus } from './dispenser/readStatus.ts';
import { type ReconcileOptions, reconcileByHand } from './dispenser/reconcileByHand.ts';
import { showStatus } from './dispenser/showStatus.ts';
import { registerSign } from './dispenser/sign.ts';
import { type SimulateOptions, simulate } from './dispenser/simulate.ts';
import { type ConfigOptions, readConfig, withConfig } from './options.ts';
import { paint, printJson } from './output.ts';

export function register(program: Command): void {
  const dispenser = program.command('dispenser').description('look at the cash dispenser, settle it, simulate it');

  withConfig(dispenser.command('status'))
    .description('why the dispenser is locked, its counters and last payouts, from the journal')
    .option('--port [device]', 'also ask the device (STATUS and ROM only); the daemon must not run')
    .option('--limit <n>', 'payouts to show', '10')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExamples:\n  tellersight dispenser status\n  tellersight dispenser status --limit 50 --json' +
        '\n\nExit codes: 0 not locked, 1 cannot be read, 2 locked until an operator' +
        '\nreconciles, 78 configuration not valid, 64 usage.',
    )
    .action(async (options: ConfigOptions & { port?: string | true; limit: string; json?: boolean }) => {
      const { config } = readConfig(options);
      const port = options.port === true ? config.dispenser.port : options.port;
      const status = readStatus(config, Number(options.limit));
      // Loaded when asked for: the journal can be read without the serial port's native code.
      const device =
        options.port === undefined ? null : await (await import('./dispenser/askDevice.ts')).askDevice(config, port);
      if (options.json) printJson('dispenser-status@1', { ...status, device });
      else showStatus(status, device, config.terminal.currency);
      if (status.lock) process.exitCode = 2;
    });

  withConfig(dispenser.command('reconcile'))
    .description('settle what is uncertain with the cash you counted, and unlock; also while the daemon runs')
    .option('--statement <text>', 'what was found and done; nothing about the customer')
    .option('--counted-minor <amount>', 'amount found to have left with the open payout, minor units')
    .option('--notes <counts>', 'or: notes found to have left per cassette, upper first, e.g. 5,0')
    .addOption(operatorOption('who counted'))
    .option('--signed <file>', 'instead of all these: a statement from `dispenser sign`')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nOpen the ATM and count first: exit, reject tray, cassettes.' +
        '\n`tellersight dispenser status` says what is open.' +
        '\n\nExamples (one note of 100.00 left; or: nothing left):' +
        '\n  tellersight dispenser reconcile --notes 1,0 --statement "1 note at the exit"' +
        '\n  tellersight dispenser reconcile --counted-minor 0 --statement "all there"' +
        '\n\nExit codes: 0 settled and unlocked, 1 refused (nothing changed),' +
        '\n78 configuration not valid, 64 usage.',
    )
    .action(async (options: ConfigOptions & ReconcileOptions & { json?: boolean }) => {
      if (options.statement === undefined && options.signed === undefined) {
        throw new TellersightError('USAGE', 'say what was found: --statement TEXT, or --signed FILE');
      }
      const done = await reconcileByHand(readConfig(options).config, options);
      if (options.json) return printJson('dispenser-reconciliation@1', { ...done });
      const payouts = done.payoutIds.length === 0 ? 'no open payout' : done.payoutIds.join(', ');
      console.log(`${paint('green', 'unlocked')}: ${payouts}, settled at ${done.countedMinor} minor units`);
      console.log('The daemon notices within a second and writes it to the evidence log.');
    });

  registerLoad(dispenser);
  registerPurge(dispenser);
  registerSign(dispenser);

  dispenser
    .command('simulate')
    .description('run a dispenser simulator on a pseudo-terminal, for benches')
    .option('--dialect <name>', 'which one: the name of its driver in [dispenser]', 'puloon-lcdm2000')
    .requiredOption('--link <path>', 'symbolic link to the pseudo-terminal; the value for dispenser.port')
    .requiredOption('--control <socket>', 'unix socket that takes faults, one JSON object per line')
    .requiredOption('--ledger <file>', 'where every note movement is written')
    .option('--seed <n>', 'seed of what is random', '1')
    .option('--load <counts>', 'notes per cassette, upper first', '500,500')
    .option('--values <minor>', 'value of a note per cassette, for devices that count money', '10000,5000,2000,1000')
    .option('--note-ms <ms>', 'time one note needs', '60')
    .addHelpText(
      'after',
      '\nPrints one JSON line when ready; runs until SIGINT or SIGTERM.' +
        '\n\nExample:\n  tellersight dispenser simulate --link port --control ctl --ledger notes' +
        '\n\nExit codes: 0 stopped, 1 cannot run, 64 usage.',
    )
    .action((options: SimulateOptions) => simulate(options));
}
