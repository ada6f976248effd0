import { basename } from 'node:path';
import type { Command } from 'commander';
import { TellersightError } from '../lib/errors.ts';
import { findImageFolders, openImagePairs } from '../vision/capture/fromImages.ts';
import { openRecording, ReplaySource } from '../vision/capture/replay.ts';
import { Pack } from '../vision/pack/pack.ts';
import { Pipeline } from '../vision/pipeline.ts';
import { type PairReview, Reviewer, reviewLimits } from '../vision/review/reviewPairs.ts';
import { StageTimes } from '../vision/review/stageTimes.ts';
import { paint, printJson, table } from './output.ts';

const PAIR_DEADLINE_MS = 30_000;

interface Options {
  pairs?: string;
  pack: string;
  packs?: string;
  fmr: string;
  maxSkewMs: string;
  timing?: boolean;
  json?: boolean;
}

export function register(program: Command): void {
  program
    .command('replay')
    .argument('[recording]', 'a .tsrec file')
    .description('run the vision pipeline over a recording or over pictures and say what it makes of every pair')
    .option('--pairs <dir>', 'folder with NN-rgb.jpg / NN-ir.jpg, or folders of such (default: $TELLERSIGHT_DATA)')
    .option('--pack <name>', 'model pack: a name or a folder', 'default')
    .option('--packs <dir>', 'extra folder to look for packs and their files in')
    .option('--fmr <rate>', 'false match rate that the match column is judged at', '1e-3')
    .option('--max-skew-ms <ms>', 'largest time between the two frames of a pair', '50')
    .option('--timing', 'print p50 and p99 per stage')
    .option('--json', 'machine-readable output (replay@1)')
    .addHelpText(
      'after',
      '\nExamples:\n  tellersight replay session.tsrec\n' +
        '  tellersight replay --pairs sample/live --pack reference --packs vendor\n' +
        '\nEvery pair is judged by itself: the illumination code and the fusion over time\nbelong to the teller.\n\n' +
        'Exit codes: 0 read to its end, 1 the recording cannot be read, is cut short or\ndamaged, 64 usage.',
    )
    .action(replay);
}

async function replay(recording: string | undefined, options: Options): Promise<void> {
  const fmr = number(options.fmr, '--fmr', 1e-8, 0.5);
  const maxSkewUs = number(options.maxSkewMs, '--max-skew-ms', 1, 50) * 1000;
  const folders = recording ? [] : findImageFolders(options.pairs ?? process.env.TELLERSIGHT_DATA ?? missingInput());
  // A mistyped name is told at once, not after the models have loaded.
  if (recording) await (await openRecording(recording)).close();
  const pack = await Pack.load(options.pack, options.packs);
  const times = new StageTimes();
  const limits = reviewLimits(pack, fmr);
  const pipeline = new Pipeline(pack, { offsetX: 0, offsetY: 0 }, { padRgbEvery: 1, timer: times.add });
  const reviewer = new Reviewer(pack, pipeline, limits, times.add);
  const rows: PairReview[] = [];
  let failure: unknown = null;
  try {
    const inputs = recording
      ? [{ name: basename(recording), open: () => openRecording(recording) }]
      : folders.map((path) => ({ name: basename(path), open: async () => openImagePairs(path) }));
    for (const { name, open } of inputs) {
      const source = new ReplaySource({ open, maxSkewUs, pace: 'fast' });
      for await (const row of reviewer.review(name, source, PAIR_DEADLINE_MS, !recording)) rows.push(row);
    }
  } catch (error) {
    // What was read before the damage is still shown.
    failure = error;
  } finally {
    reviewer.wipe();
    await pack.release();
  }
  const identity = pack.identity;
  const passed = rows.filter((row) => row.refusal === null).length;
  if (options.json) {
    if (failure === null) {
      printJson('replay@1', {
        pack: { name: identity.name, version: identity.version },
        fmr,
        limits,
        passed,
        pairs: rows,
        stages: times.summary(),
      });
    }
  } else {
    console.log(rows.length > 0 ? pairTable(rows) : 'no pairs');
    console.log(`\n${rows.length} pairs, ${passed} pass as live, with pack ${identity.name} ${identity.version}`);
    if (!pack.calibration.pad) console.log('the pack has no PAD calibration: judged at even odds');
    if (limits.match === null)
      console.log(`its calibration does not support a false match rate of ${fmr}: no match column`);
    if (options.timing) console.log(`\n${times.table(table)}`);
  }
  if (failure !== null) throw failure;
}

function missingInput(): never {
  throw new TellersightError('USAGE', 'name a recording, or a folder with --pairs');
}

function number(text: string, option: string, low: number, high: number): number {
  const value = Number(text);
  if (!(value >= low && value <= high)) throw new TellersightError('USAGE', `${option} must be ${low} to ${high}`);
  return value;
}

function pairTable(rows: readonly PairReview[]): string {
  const figure = (value: number | null) => (value === null ? '-' : value.toFixed(2));
  return table(
    ['group', 'pair', 'faces rgb/ir', 'apart', 'PAD rgb', 'PAD ir', 'verdict', 'same as first live'],
    rows.map((row) => [
      row.group,
      String(row.pair),
      `${row.faces.rgb}/${row.faces.ir}`,
      figure(row.correspondence),
      figure(row.padRgb),
      figure(row.padIr),
      row.refusal === null ? paint('green', 'live') : paint('red', `refused: ${row.refusal}`),
      row.match === null ? '-' : row.match ? 'yes' : 'no',
    ]),
  );
}
