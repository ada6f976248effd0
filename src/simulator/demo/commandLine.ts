import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../cli.ts', import.meta.url));

export interface CommandResult {
  readonly exitCode: number;
  readonly stdout: string;
}

/** Runs `tellersight ...` as a person would: a process of its own. A refusal is a result, not an exception. */
export function tellersight(...args: string[]): Promise<CommandResult> {
  return new Promise((resolve) => {
    execFile(process.execPath, [cli, ...args], { timeout: 20_000 }, (error, stdout) => {
      const exitCode = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
      resolve({ exitCode, stdout: stdout.trim() });
    });
  });
}
