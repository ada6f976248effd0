import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { calibrate as compute } from '../calibration/calibrate.ts';
import { scoreCaptures } from '../calibration/captures/scoreCaptures.ts';
import { readScoreList } from '../calibration/list/readScoreList.ts';
import type { RateVerdict } from '../calibration/rateVerdict.ts';
import { calibrationFiles } from '../calibration/report/calibrationFiles.ts';
import { calibrationSummary } from '../calibration/report/calibrationSummary.ts';
import { atMost, power, share, whole } from '../calibration/report/words.ts';
import { requireNew, writeReport } from '../calibration/report/writeReport.ts';
import { TellersightError } from '../lib/errors.ts';
import { locatePack } from '../vision/pack/locate.ts';
import { Pack } from '../vision/pack/pack.ts';
import { paint, printJson, table, wrap } from './output.ts';

interface Options {
  pack: string;
  packs?: string;
  out: string;
  fmr: string;
  source?: string;
  fta?: string;
  replicates: string;
  seed: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('calibrate')
    .argument('<input>', 'a score list (CSV, plain or gzip), or a folder of labelled captures')
    .description('find the match thresholds that an error rate supports, with evidence, or say "unsupported"')
    .requiredOption('--pack <name>', 'the pack whose embedder the scores come from, or are made with')
    .option('--packs <dir>', 'extra folder to look for packs and their files in')
    .requiredOption('--out <dir>', 'new folder for calibration.json, report.html, summary.json and the plots')
    .option('--fmr <rates>', 'false match rates, with commas', '1e-2,1e-3,1e-4,1e-5,1e-6')
    .option('--source <text>', 'who and what was compared; stands in the file and in the report')
    .option('--fta <failed/captures>', 'score list only: captures from which no template came')
    .option('--replicates <n>', 'bootstrap replicates, 1000 to 100000', '1000')
    .option('--seed <n>', 'of the bootstrap; the same seed gives the same file', '1')
    .option('--json', 'machine-readable output (calibration-report@1)')
    .addHelpText(
      'after',
      '\nExamples:\n  tellersight calibrate scores.csv.gz --pack vendor --out calibration-2026-11\n' +
        '  tellersight calibrate captures/ --pack default --out calibration\n' +
        '\ndocs/calibration.md shows the form of list and folder, and how to read the\nreport.\n\n' +
        'Exit codes: 0 written (rates may be unsupported: read it), 1 the input is not\nvalid or the report cannot be written, 64 usage.',
    )
    .action(calibrate);
}

async function calibrate(input: string, options: Options): Promise<void> {
  const rates = options.fmr.split(',').map((text) => number(text, '--fmr', 1e-9, 0.1));
  const replicates = integer(options.replicates, '--replicates', 1000, 100_000);
  const seed = integer(options.seed, '--seed', 0, 2 ** 32 - 1);
  requireNew(options.out);
  const stat = statSync(input, { throwIfNoEntry: false });
  if (!stat) throw new TellersightError('SCORES_INVALID', `${input} is not there`);
  if (stat.isDirectory() && options.fta) throw new TellersightError('USAGE', '--fta goes with a score list');
  const { table: scores, modelSha256 } = stat.isDirectory()
    ? await fromCaptures(input, options)
    : await fromList(input, options);
  const origin = stat.isDirectory() ? 'Captures' : 'A score list';
  const result = compute(scores, {
    modelSha256,
    source: options.source ?? `${origin}; whoever made this report did not state who and what was compared.`,
    rates: [...new Set(rates)].sort((a, b) => b - a),
    replicates,
    seed,
    created: new Date(),
  });
  await writeReport(options.out, calibrationFiles(result));
  if (options.json) return printJson('calibration-report@1', calibrationSummary(result));
  console.log(verdictTable(result.verdicts));
  for (const { fmr, reason } of result.verdicts) {
    if (reason !== null) console.log(wrap(`${paint('red', 'unsupported')} ${power(fmr)}: ${reason}`, 2));
  }
  console.log(`\nwritten: ${join(options.out, 'report.html')}, ${join(options.out, 'calibration.json')}`);
}

async function fromList(input: string, { pack, packs, fta }: Options) {
  const embedder = locatePack(pack, packs).manifest.models.find((model) => model.role === 'embed')!;
  const table = await readScoreList(input);
  if (fta !== undefined) table.acquisition = { all: acquisition(fta), byGroup: null };
  return { table, modelSha256: embedder.sha256 };
}

async function fromCaptures(input: string, { pack: name, packs }: Options) {
  const pack = await Pack.load(name, packs);
  try {
    return { table: await scoreCaptures(input, pack), modelSha256: pack.identity.embedderSha256 };
  } finally {
    await pack.release();
  }
}

function acquisition(text: string): { failures: number; captures: number } {
  const [, failures = Number.NaN, captures = Number.NaN] = (/^(\d{1,12})\/(\d{1,12})$/.exec(text) ?? []).map(Number);
  if (!(failures <= captures && captures > 0)) {
    throw new TellersightError('USAGE', '--fta must be FAILED/CAPTURES, e.g. 12/3400');
  }
  return { failures, captures };
}

function number(text: string, option: string, low: number, high: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high)) throw new TellersightError('USAGE', `${option} must be ${low} to ${high}`);
  return value;
}

function integer(text: string, option: string, low: number, high: number): number {
  const value = number(text, option, low, high);
  if (!Number.isInteger(value)) throw new TellersightError('USAGE', `${option} must be a whole number`);
  return value;
}

function verdictTable(verdicts: readonly RateVerdict[]): string {
  const rows = verdicts.flatMap(({ fmr, threshold, groups }) => {
    if (threshold === null) return [[power(fmr), paint('red', 'unsupported'), '', '', '', '']];
    return groups.map(({ group, supported, impostorPairs, point }, i) => [
      i === 0 ? power(fmr) : '',
      i === 0 ? String(threshold) : '',
      group,
      supported ? `${whole(point!.errors)} of ${whole(impostorPairs)}` : paint('yellow', 'unsupported'),
      supported ? atMost(point!.upper95) : '',
      point?.fnmr == null ? 'not tested' : share(point.fnmr),
    ]);
  });
  return table(['rate', 'threshold', 'group', 'strangers passed', 'at most (95 %)', 'right customer refused'], rows);
}
