import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TellersightError } from '../lib/errors.ts';

/** The training room of this installation; images for boards do not have it. */
const TRAINING = fileURLToPath(new URL('../../models/training', import.meta.url));
/** Ranges, choice of method and measurement of a large embedder take minutes on one core. */
const LIMIT_MS = 30 * 60_000;
const MAX_OUTPUT = 1024 * 1024;

export interface QuantiseOptions {
  readonly onnx: string;
  /** model-contract@1 of the float graph. */
  readonly contract: string;
  /** Folder of pictures of the model's crop, or an .npy array. */
  readonly pictures: string;
  readonly out: string;
  /** The interpreter; TELLERSIGHT_PYTHON or python3. */
  readonly python?: string | undefined;
}

/** What the quantiser measured on pictures that had no part in it; milliseconds of one thread. */
export interface QuantiseReport {
  readonly loss: readonly { readonly output: string; readonly relative: number; readonly cosineMean?: number }[];
  readonly kernels: {
    readonly integer: number;
    readonly convolutions: number;
    readonly floatBefore: readonly string[];
  };
  readonly ms: { readonly times: number };
}

/**
 * Makes the int8 form of a float model with the training room's quantiser. Throws QUANTISER_MISSING with the command that
 * installs it, QUANTISER_FAILED with its last words.
 */
export async function quantiseModel(options: QuantiseOptions): Promise<QuantiseReport> {
  const python = options.python ?? process.env.TELLERSIGHT_PYTHON ?? 'python3';
  const program = join(TRAINING, 'quantise/quantiser.py');
  if (!existsSync(program)) throw missing(`${program} is not part of this installation`);
  const probe = await run(python, ['-c', 'import cv2, numpy, onnx, onnxruntime.quantization'], 60_000);
  if (probe.status !== 0) throw missing(lastLine(probe.stderr) || `${python} cannot be run`);
  const { onnx, contract, pictures, out } = options;
  const args = [program, onnx, '--contract', contract, '--pictures', pictures, '--out', out, '--json'];
  const { status, stdout, stderr } = await run(python, args, LIMIT_MS);
  if (status !== 0) throw new TellersightError('QUANTISER_FAILED', lastLine(stderr) || `it ended with ${status}`);
  try {
    return JSON.parse(lastLine(stdout)) as QuantiseReport;
  } catch (cause) {
    throw new TellersightError('QUANTISER_FAILED', 'its report cannot be read', { cause });
  }
}

function missing(what: string): TellersightError {
  const venv = join(TRAINING, '.venv');
  const command =
    `python3 -m venv ${venv} && ${venv}/bin/pip install -r ${join(TRAINING, 'requirements.txt')}` +
    ` && export TELLERSIGHT_PYTHON=${venv}/bin/python`;
  return new TellersightError('QUANTISER_MISSING', `${what}. Install it with\n  ${command}`);
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';

/** Status null: it could not be started or was killed at the deadline. */
function run(program: string, args: string[], limitMs: number) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: limitMs, killSignal: 'SIGKILL' });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        out[name] = (out[name] + text).slice(-MAX_OUTPUT);
      });
    }
    child.on('error', (error) => resolve({ status: null, stdout: '', stderr: error.message }));
    child.on('close', (status) => resolve({ status, ...out }));
  });
}
