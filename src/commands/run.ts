import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import manifest from '../../package.json' with { type: 'json' };
import type { Config } from '../config/schema.ts';
import { createDriver } from '../dispenser/createDriver.ts';
import { systemClock } from '../lib/clock.ts';
import { requireTrust } from '../packs/seal.ts';
import { createLog } from '../system/createLog.ts';
import type { Log } from '../system/log.ts';
import { createNotify } from '../system/notify.ts';
import { Supervisor } from '../system/supervisor.ts';
import { Watchdog } from '../system/watchdog.ts';
import { Teller } from '../teller/teller.ts';
import { visionEndpoint } from '../vision/observation.ts';
import { locatePack } from '../vision/pack/locate.ts';
import { requireCalibration } from '../vision/pack/pack.ts';
import type { ConfigOptions } from './options.ts';
import { readConfig, withConfig } from './options.ts';

const cli = fileURLToPath(new URL('../cli.ts', import.meta.url));
/** Without progress for so long systemd may restart the teller (WatchdogSec is longer). */
const STALL_MS = 10_000;
const TURN_MS = 1000;
/** A vision child that lives but was not heard of for so many turns hangs in native code: it is killed. */
const VISION_TURNS = 15;

export function register(program: Command): void {
  withConfig(program.command('run'))
    .description('run the daemon; without systemd it also starts and supervises the vision process')
    .option('--debug', 'log debug lines too')
    .addHelpText(
      'after',
      '\nLogs to the journal, readable lines to a terminal, JSON lines to anything else.' +
        '\n\nExample:\n  tellersight run -c /etc/tellersight/board.toml' +
        '\n\nExit codes: 0 stopped by SIGTERM or SIGINT, 78 configuration, keys or' +
        '\ncalibration not valid or pack not trusted (systemd does not restart on it),' +
        '\n64 usage, 1 else.',
    )
    .action(async (options: ConfigOptions & { debug?: boolean }) => {
      const { config } = readConfig(options);
      const log = createLog({ debug: options.debug });
      const child = config.vision.start_child ? superviseVision(config, options, log) : null;
      const teller = tellerFor(config, log);
      const notify = createNotify();
      const watchdog = new Watchdog({ notify, clock: systemClock });
      watchdog.register('teller', STALL_MS);
      // The models load while the teller opens its journal.
      child?.start();
      try {
        await teller.start();
      } catch (error) {
        await child?.stop();
        throw error;
      }
      notify.ready();
      log.event('READY', `terminal ${config.terminal.id} answers at ${config.atm.endpoint}`, { pid: process.pid });
      watchdog.start();
      let silentTurns = 0;
      const turn = setInterval(() => {
        // Progress is a journal that answers, not a timer that fires.
        if (teller.responsive()) watchdog.progress('teller');
        silentTurns = teller.visionSilent ? silentTurns + 1 : 0;
        if (child && silentTurns >= VISION_TURNS) {
          silentTurns = 0;
          child.kill();
        }
        notify.status(teller.visionOnline ? 'serving' : 'no face route: vision is not online');
      }, TURN_MS);
      const signal = await Promise.race([once(process, 'SIGTERM'), once(process, 'SIGINT')]);
      notify.stopping();
      log.event('STOPPING', `stopping (${signal.length > 0 ? signal[0] : 'signal'})`);
      clearInterval(turn);
      await teller.stop();
      await child?.stop();
      watchdog.stop();
      log.close();
    });
}

function tellerFor(config: Config, log: Log): Teller {
  const located = locatePack(config.vision.pack, config.paths.packs);
  // The teller takes observations of this manifest only, so what it trusts is what vision runs.
  requireTrust(located, { signers: config.packs.signers, bench: config.terminal.bench });
  const { match, pad } = requireCalibration(located);
  const driver = createDriver(config.dispenser, config.terminal.currency, log);
  const { manifestSha256 } = located;
  const calibrations = { calibration: match, padCalibration: pad, manifestSha256 };
  return new Teller({ config, version: manifest.version, ...calibrations, driver, log });
}

function superviseVision(config: Config, options: ConfigOptions, log: Log): Supervisor {
  const args = [...process.execArgv, cli, 'vision', '--teller', visionEndpoint(config.paths.run)];
  for (const file of options.config ?? []) args.push('--config', file);
  for (const pair of options.set ?? []) args.push('--set', pair);
  return new Supervisor({
    name: 'vision',
    program: process.execPath,
    args,
    // The neural runtime has telemetry upload compiled in; it must be off before it loads.
    environment: { ORT_DISABLE_TELEMETRY: '1' },
    log,
  });
}
