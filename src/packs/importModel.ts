import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { replaceFile } from '../evidence/durable.ts';
import { TellersightError } from '../lib/errors.ts';
import { locatePack } from '../vision/pack/locate.ts';
import { type InputContract, type Manifest, type ModelEntry, parseManifest } from '../vision/pack/manifest.ts';
import { Model } from '../vision/pack/model.ts';
import { readVerified } from '../vision/pack/readVerified.ts';
import { cardTemplate } from './cardTemplate.ts';
import { readModelContract } from './modelContract.ts';
import { pinnedFiles } from './pinnedFiles.ts';
import { type QuantiseReport, quantiseModel } from './quantiseModel.ts';
import { smoke, smokeRecord } from './smoke.ts';

export interface ImportOptions {
  readonly onnx: string;
  readonly contract: string;
  /** The pack that the model goes into; a new one where the folder has no manifest. */
  readonly into: string;
  /** A new pack: whose other models it starts with. */
  readonly base: string;
  readonly name?: string | undefined;
  readonly version?: string | undefined;
  /** Pictures of the model's crop: its int8 form goes into the pack instead (src/packs/quantiseModel.ts). */
  readonly quantise?: string | undefined;
}

export interface Imported {
  readonly entry: ModelEntry;
  /** Calibration files that are no longer part of the pack. */
  readonly dropped: string[];
  readonly quantised: QuantiseReport | null;
}

const MAX_MODEL_BYTES = 512 * 1024 * 1024;

/**
 * Puts a vendor's model into a pack: holds its graph against the contract, runs it on the test patterns and records the
 * answer, and writes manifest and card. Calibration that was measured with the model it replaces is dropped: the pack
 * pays nothing until it is calibrated anew (R6). Returns the entry and what has to follow.
 *
 * @throws PACK_MANIFEST, PACK_CONTRACT, PACK_SMOKE, PACK_DECODE_UNKNOWN, USAGE, QUANTISER_* and, about the base pack, PACK_*
 */
export async function importModel(options: ImportOptions): Promise<Imported> {
  const { schema: _, ...given } = readModelContract(options.contract);
  const { bytes, report } = await modelBytes(options);
  const contract = report ? { ...given, input: integerInput(given.input) } : given;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const entry: ModelEntry = {
    ...contract,
    metrics: contract.metrics ?? [],
    file: basename(options.onnx),
    sha256,
    bytes: bytes.length,
  };
  const fresh = !existsSync(join(options.into, 'manifest.json'));
  const located = locatePack(fresh ? options.base : options.into);
  const pack = structuredClone(located.manifest);
  if (fresh)
    Object.assign(pack, newIdentity(options), { description: `${options.name}: made with tellersight models import.` });
  const dropped = replaceModel(pack, entry);
  const card = `cards/${entry.role}.md`;
  // Before anything runs: name, role and crop have to be ones that a pack may have.
  parseManifest(JSON.stringify(pack));

  const model = await Model.load(entry, bytes as Buffer<ArrayBuffer>, 1);
  try {
    entry.smoke = smokeRecord(await smoke(model));
  } finally {
    await model.release();
  }

  mkdirSync(join(options.into, 'cards'), { recursive: true });
  for (const file of fresh ? pinnedFiles(pack) : []) {
    if (file.file !== entry.file)
      await replaceFile(join(options.into, file.file), readVerified(located.fileFolders, file), 0o644);
  }
  await replaceFile(join(options.into, entry.file), bytes, 0o644);
  const text = cardTemplate(entry);
  await replaceFile(join(options.into, card), text, 0o644);
  const cards = (pack.cards ?? []).filter(({ file }) => file !== card);
  pack.cards = [...cards, { file: card, sha256: createHash('sha256').update(text).digest('hex') }];
  await replaceFile(join(options.into, 'manifest.json'), `${JSON.stringify(pack, null, 2)}\n`, 0o644);
  return { entry, dropped, quantised: report };
}

/** The vendor's file, or its int8 form, which is made in a folder of its own: a pack never holds half a model. */
async function modelBytes({ onnx, contract, quantise: pictures }: ImportOptions) {
  const bytes = readModel(onnx);
  if (pictures === undefined) return { bytes, report: null };
  const folder = mkdtempSync(join(tmpdir(), 'tellersight-quantise-'));
  try {
    const out = join(folder, 'int8.onnx');
    const report = await quantiseModel({ onnx, contract, pictures, out });
    return { bytes: readModel(out), report };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The quantiser takes the levels themselves; mean and scale are in the first convolution. */
function integerInput({ mean: _, scale: __, ...input }: InputContract): InputContract {
  return { ...input, type: 'uint8' };
}

function readModel(path: string): Buffer {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new TellersightError('PACK_FILE_MISSING', `there is no model ${path}`);
  if (found.size > MAX_MODEL_BYTES) throw new TellersightError('PACK_CONTRACT', `${path} is larger than 512 MB`);
  return readFileSync(path);
}

function newIdentity({ name, version }: ImportOptions): Pick<Manifest, 'name' | 'version'> {
  if (name && version) return { name, version };
  throw new TellersightError('USAGE', 'a new pack needs --name and --version');
}

/** Takes the place of all models of its role. Returns the calibration files that no longer belong to the pack. */
function replaceModel(pack: Manifest, entry: ModelEntry): string[] {
  const kind = { embed: 'match', padRgb: 'pad', padIr: 'pad', detect: null }[entry.role] as 'match' | 'pad' | null;
  pack.models = [...pack.models.filter(({ role }) => role !== entry.role), entry];
  const gone = kind ? pack.calibration[kind] : undefined;
  if (kind) delete pack.calibration[kind];
  return gone ? [gone.file] : [];
}
