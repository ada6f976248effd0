import { join } from 'node:path';
import type { Command } from 'commander';
import { type PadFigures, padFigures } from '../calibration/pad/padFigures.ts';
import { readPresentations } from '../calibration/pad/readPresentations.ts';
import { padFiles, padSummary } from '../calibration/report/padFiles.ts';
import { atMost, share, whole } from '../calibration/report/words.ts';
import { requireNew, writeReport } from '../calibration/report/writeReport.ts';
import { thresholdFor } from '../lib/calibration.ts';
import { TellersightError } from '../lib/errors.ts';
import { locatePack } from '../vision/pack/locate.ts';
import { requireCalibration } from '../vision/pack/pack.ts';
import { paint, printJson, table } from './output.ts';

interface Options {
  out: string;
  pack?: string;
  packs?: string;
  fmr: string;
  matchThreshold?: string;
  source?: string;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('pad')
    .description('presentation attack detection: what a test with attacks showed')
    .command('report')
    .argument('<list>', 'presentations (CSV, plain or gzip)')
    .description('error rates per attack species with exact bounds, worst first, and what was not tested')
    .requiredOption('--out <dir>', 'new folder for report.html, summary.json and the plot')
    .option('--pack <name>', 'take detection and match thresholds from the calibration of this pack')
    .option('--packs <dir>', 'extra folder to look for packs and their files in')
    .option('--fmr <rate>', 'false match rate whose threshold of the pack is taken', '1e-4')
    .option('--match-threshold <cosine>', 'take this match threshold instead')
    .option('--source <text>', 'who and what was presented to which board; stands in the report')
    .option('--json', 'machine-readable output (pad-report@1)')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight pad report presentations.csv --pack vendor --out pad-2026-11\n' +
        '\ndocs/calibration.md shows the form of the list, and how to read the report.\n\n' +
        'Exit codes: 0 written, 1 the list is not valid or the report cannot be written,\n64 usage, 78 the pack does not support the rate.',
    )
    .action(report);
}

async function report(path: string, options: Options): Promise<void> {
  const { out, pack, packs, json } = options;
  requireNew(out);
  const calibration = pack === undefined ? null : requireCalibration(locatePack(pack, packs));
  const limits = calibration && { rgb: calibration.pad.rgb.threshold, ir: calibration.pad.ir.threshold };
  const match = calibration ? thresholdFor(calibration.match, number(options.fmr, '--fmr', 1e-9, 0.1)).threshold : null;
  const own = options.matchThreshold;
  const threshold = own === undefined ? match : number(own, '--match-threshold', -1, 1);
  const figures = padFigures(await readPresentations(path, limits), threshold);
  const source = options.source ?? 'A list; whoever made this report did not state who and what was presented.';
  const created = new Date();
  await writeReport(out, padFiles(figures, source, created));
  if (json) return printJson('pad-report@1', padSummary(figures, source, created));
  print(figures);
  console.log(`\nwritten: ${join(out, 'report.html')}`);
}

function number(text: string, option: string, low: number, high: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (!(value >= low && value <= high)) throw new TellersightError('USAGE', `${option} must be ${low} to ${high}`);
  return value;
}

function print({ species, bonaFide, types }: PadFigures): void {
  const cells = (proportion: { errors: number; n: number; rate: number; upper95: number } | null) =>
    proportion
      ? [
          `${whole(proportion.errors)} of ${whole(proportion.n)} (${share(proportion.rate)})`,
          atMost(proportion.upper95),
        ]
      : [paint('yellow', 'not tested'), ''];
  const rows = species.map((one) => [
    one.species,
    one.level,
    ...cells(one.apcer),
    whole(one.apnrr.errors),
    ...cells(one.iapar),
  ]);
  const header = ['species', 'level', 'taken for live', 'at most', 'no response', 'and matched', 'at most'];
  console.log(table(header, rows));
  console.log(`\nliving people refused: ${cells(bonaFide.bpcer).join(', at most ')}`);
  console.log(`living people without response: ${cells(bonaFide.bpnrr).join(', at most ')}`);
  const untested = types.filter((row) => row.species.length === 0).map(({ type }) => type);
  if (untested.length > 0) console.log(`GB/T 41987-2022, ${paint('yellow', 'not tested')}: ${untested.join(', ')}`);
}
