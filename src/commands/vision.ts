import type { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import { systemClock } from '../lib/clock.ts';
import { createLog } from '../system/createLog.ts';
import { createNotify } from '../system/notify.ts';
import { Watchdog } from '../system/watchdog.ts';
import { VisionProcess } from '../vision/visionProcess.ts';
import { type ConfigOptions, readConfig, withConfig } from './options.ts';

/** Longest time without a pair or a reconnect attempt before systemd may restart the process. */
const STALL_MS = 5000;
const PARENT_CHECK_MS = 500;

interface Options extends ConfigOptions {
  teller: string;
  packs?: string;
}

export function register(program: Command): void {
  withConfig(program.command('vision', { hidden: true }))
    .description('the process that sees: cameras and models; started by `run` or by its systemd unit')
    .requiredOption('--teller <endpoint>', "ipc:// endpoint of the teller's vision socket")
    .option('--packs <dir>', 'extra folder to look for model packs in (default: paths.packs)')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight vision -c board.toml --teller ipc:///run/tellersight/vision.sock\n' +
        '\nExit codes: 0 stopped, 1 the model pack cannot be used, 78 configuration' +
        '\nnot valid or model pack not trusted.',
    )
    .action(async (options: Options) => {
      const { config } = readConfig(options);
      const log = createLog();
      const notify = createNotify();
      const watchdog = new Watchdog({ notify, clock: systemClock });
      watchdog.register('vision', STALL_MS);
      const vision = new VisionProcess({
        vision: config.vision,
        packs: options.packs ?? config.paths.packs,
        teller: options.teller,
        version: manifest.version,
        log,
        clock: systemClock,
        onProgress: () => watchdog.progress('vision'),
      });
      await vision.start();
      notify.ready();
      watchdog.start();
      await untilStopped();
      notify.stopping();
      watchdog.stop();
      await vision.stop();
      log.close();
    });
}

/** SIGTERM, SIGINT, or the end of the process that started us: an orphan would keep the cameras from its successor. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    const parent = process.ppid;
    const check = setInterval(() => {
      if (process.ppid !== parent) finish();
    }, PARENT_CHECK_MS);
    const finish = () => {
      clearInterval(check);
      resolve();
    };
    process.once('SIGTERM', finish);
    process.once('SIGINT', finish);
  });
}
