import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { readVerifyKey } from '../evidence/keys.ts';
import { layout } from '../evidence/layout.ts';
import { checkProof, proofSchema, prove } from '../evidence/proof.ts';
import { noteFrom, type Verdict, verifyFolder } from '../evidence/verify.ts';
import { TellersightError } from '../lib/errors.ts';
import { type ConfigOptions, readConfig, withConfig } from './options.ts';
import { paint, printJson } from './output.ts';

export function register(program: Command): void {
  const evidence = program.command('evidence').description('check what the board has recorded, without any server');

  evidence
    .command('verify')
    .description('find any change, deletion, reorder or truncation in an evidence folder')
    .argument('<dir>', 'evidence folder, e.g. a copy of /var/lib/tellersight/evidence')
    .requiredOption('--key <jwk>', "the board's Ed25519 public key")
    .option(
      '--checkpoint <file...>',
      'checkpoints that somebody else kept, e.g. the fleet server (note or MQTT payload)',
    )
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight evidence verify evidence/ --key board.jwk --checkpoint fleet.json' +
        '\n\nExit codes: 0 verifies, 1 does not verify or cannot be read, 64 usage,' +
        '\n78 the key cannot be read.',
    )
    .action(async (dir: string, options: { key: string; checkpoint?: string[]; json?: boolean }) => {
      if (!existsSync(layout.entries(dir)))
        throw new TellersightError('EVIDENCE_NOT_FOUND', `no evidence log in ${dir}`);
      const published = (options.checkpoint ?? []).map((file) => noteFrom(readText(file)));
      const verdict = await verifyFolder(dir, readVerifyKey(options.key), published);
      if (options.json) printJson('evidence-verify@1', verdict);
      else printVerdict(verdict, published.length);
      if (!verdict.ok) process.exitCode = 1;
    });

  withConfig(evidence.command('prove'))
    .description('print the proof that one entry is in the log (JSON, can be checked without the log)')
    .argument('<index>', 'number of the entry, as in its decision event')
    .requiredOption('--key <jwk>', "the board's Ed25519 public key")
    .option('--dir <dir>', 'evidence folder; default: that of the configuration')
    .option('--json', 'the proof is JSON in any case')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight evidence prove 4711 --key board-public.jwk > proof.json' +
        '\n\nExit codes: 0 printed, 1 no such entry or the log does not verify, 64 usage,' +
        '\n78 the key cannot be read.',
    )
    .action(async (index: string, options: ConfigOptions & { key: string; dir?: string }) => {
      if (!/^\d{1,15}$/.test(index)) throw new TellersightError('USAGE', `${index} is not the number of an entry`);
      const dir = options.dir ?? join(readConfig(options).config.paths.state, 'evidence');
      const proof = await prove(dir, Number(index), readVerifyKey(options.key));
      process.stdout.write(`${JSON.stringify(proof)}\n`);
    });

  evidence
    .command('check-proof')
    .description('check a proof made by `evidence prove` and print its entry')
    .argument('<file>', 'the proof')
    .requiredOption('--key <jwk>', "the board's Ed25519 public key")
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight evidence check-proof proof.json --key board-public.jwk' +
        '\n\nExit codes: 0 holds, 1 does not hold or cannot be read, 64 usage,' +
        '\n78 the key cannot be read.',
    )
    .action((file: string, options: { key: string; json?: boolean }) => {
      const entry = checkProof(readProof(file), readVerifyKey(options.key));
      if (entry === null) throw new TellersightError('EVIDENCE_CHANGED', `the proof in ${file} does not hold`);
      if (options.json) return printJson('evidence-entry@1', { entry });
      console.log(`${paint('green', 'holds')}: entry ${entry.index}, ${entry.kind}, ${entry.ts}\n${entry.body}`);
    });
}

function printVerdict(verdict: Verdict, published: number): void {
  const { ok, entries, covered, torn, problems } = verdict;
  const head = ok ? paint('green', 'verifies') : paint('red', 'does not verify');
  console.log(
    `${head}: ${entries} entries, ${covered} behind a checkpoint, ${Math.max(0, entries - covered)} not yet signed`,
  );
  for (const { kind, message } of problems) console.log(`  ${paint('red', kind)}: ${message}`);
  if (torn) console.log('  the last entry is unfinished (power cut); it was never acknowledged');
  if (ok && published === 0) {
    console.log(
      '  A truncation or a full rewrite by the holder of the key shows only against a checkpoint that was published:',
    );
    console.log('  give those with --checkpoint.');
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new TellersightError('EVIDENCE_NOT_FOUND', `${file} cannot be read`, { cause: error });
  }
}

function readProof(file: string) {
  try {
    return proofSchema.parse(JSON.parse(readText(file)));
  } catch (error) {
    if (error instanceof TellersightError) throw error;
    throw new TellersightError('EVIDENCE_CHANGED', `${file} is not a proof`, { cause: error });
  }
}
