import type { Command } from 'commander';
import { checksFor } from './doctor/checks.ts';
import type { Finding } from './doctor/finding.ts';
import { examine } from './doctor/finding.ts';
import type { ConfigOptions } from './options.ts';
import { readConfig, withConfig } from './options.ts';
import { paint, printJson } from './output.ts';

const marks = { ok: paint('green', ' ok '), warn: paint('yellow', 'warn'), fail: paint('red', 'FAIL') };

export function register(program: Command): void {
  withConfig(program.command('doctor'))
    .description('look at everything a working board needs and say what to do about what is missing')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nMoves no cash and opens no serial line. Cameras are opened: stop the daemon first, or they are reported busy.' +
        '\nExit codes: 0 nothing failed, 1 something failed, 78 the configuration is not valid.',
    )
    .action(async (options: ConfigOptions & { json?: boolean }) => {
      const { config } = readConfig(options);
      const findings: Finding[] = [];
      for (const check of checksFor(config)) {
        const finding = await examine(check);
        findings.push(finding);
        if (!options.json) print(finding);
      }
      const failed = findings.filter((finding) => finding.status === 'fail').length;
      if (options.json) printJson('doctor@1', { healthy: failed === 0, findings });
      if (failed > 0) process.exitCode = 1;
    });
}

function print({ check, status, text, code, hint }: Finding): void {
  console.log(`${marks[status]}  ${check.padEnd(16)} ${code ? `${code}: ` : ''}${text}`);
  if (hint) console.log(`      ${' '.repeat(16)} ${paint('dim', hint)}`);
}
