import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface SimulateOptions {
  readonly link: string;
  readonly control: string;
  readonly ledger: string;
  readonly seed: string;
  readonly load: string;
  readonly noteMs: string;
  readonly dialect: string;
  readonly values: string;
}

/** Runs the simulator as the process of its own that it is everywhere else; ends with it. */
export async function simulate(options: SimulateOptions): Promise<void> {
  const main = fileURLToPath(new URL('../../simulator/dispenser/main.ts', import.meta.url));
  const { link, control, ledger, dialect, seed, load, values, noteMs } = options;
  const args = [main, '--link', link, '--control', control, '--ledger', ledger];
  args.push('--dialect', dialect, '--seed', seed, '--load', load, '--values', values, '--note-ms', noteMs);
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}
