import type { Command } from 'commander';
import { checksFor } from './doctor/checks.ts';
import type { Finding } from './doctor/finding.ts';
import { examine } from './doctor/finding.ts';
import type { ConfigOptions } from './options.ts';
import { readConfig, withConfig } from './options.ts';
import { paint, printJson, wrap } from './output.ts';

const marks = { ok: paint('green', ' ok '), warn: paint('yellow', 'warn'), fail: paint('red', 'FAIL') };

export function register(program: Command): void {
  withConfig(program.command('doctor'))
    .description('look at everything a working board needs and say what to do about what is missing')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nMoves no cash and opens no serial line. Cameras are opened: stop the daemon' +
        '\nfirst, or they are reported busy.' +
        '\n\nExamples:\n  tellersight doctor\n  tellersight doctor -c board.toml -c originals.toml --json' +
        '\n\nExit codes: 0 nothing failed (there may be warnings), 1 something failed,' +
        '\n78 the configuration is not valid, 64 usage.',
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
      const warned = findings.filter((finding) => finding.status === 'warn').length;
      if (options.json) printJson('doctor@1', { healthy: failed === 0, findings });
      else console.log(`\n${findings.length} checked, ${failed} failed, ${warned} to look at`);
      if (failed > 0) process.exitCode = 1;
    });
}

/** Width of mark and name, under which texts and hints stand. */
const INDENT = 23;

function print({ check, status, text, code, hint }: Finding): void {
  console.log(`${marks[status]}  ${check.padEnd(16)} ${wrap(`${code ? `${code}: ` : ''}${text}`, INDENT)}`);
  if (hint) console.log(' '.repeat(INDENT) + paint('dim', wrap(hint, INDENT)));
}
