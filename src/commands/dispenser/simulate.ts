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
}

/** Runs the simulator as the process of its own that it is everywhere else; ends with it. */
export async function simulate(options: SimulateOptions): Promise<void> {
  const main = fileURLToPath(new URL('../../simulator/dispenser/main.ts', import.meta.url));
  const { link, control, ledger, seed, load, noteMs } = options;
  const args = [main, '--link', link, '--control', control, '--ledger', ledger];
  args.push('--seed', seed, '--load', load, '--note-ms', noteMs);
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  const forward = (signal: NodeJS.Signals) => void child.kill(signal);
  process.on('SIGINT', forward).on('SIGTERM', forward);
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
}
