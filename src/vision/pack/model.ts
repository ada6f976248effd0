import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { TellersightError } from '../../lib/errors.ts';
import { secureZero, type TensorData, type TensorSpec } from '../native.ts';
import type { InputContract, ModelEntry } from './manifest.ts';
import { loadRuntime } from './runtime.ts';

/** Names and shapes of the outputs a model must have, by its output contract. Batch size one. */
export function expectedOutputs(model: ModelEntry): Record<string, number[]> {
  const { output, input } = model;
  switch (output.kind) {
    case 'centernet-v1': {
      const grid = [Math.floor(input.height / output.stride), Math.floor(input.width / output.stride)];
      return { heat: [1, 1, ...grid], size: [1, 2, ...grid], offset: [1, 2, ...grid], landmarks: [1, 10, ...grid] };
    }
    case 'yunet': {
      const shapes: Record<string, number[]> = {};
      for (const stride of [8, 16, 32]) {
        const cells = Math.floor(input.width / stride) * Math.floor(input.height / stride);
        for (const [name, width] of Object.entries({ cls: 1, obj: 1, bbox: 4, kps: 10 })) {
          shapes[`${name}_${stride}`] = [1, cells, width];
        }
      }
      return shapes;
    }
    case 'logit':
      return { [output.name]: [1] };
    case 'softmax':
      return { [output.name]: [1, output.classes] };
    case 'embedding':
      return { [output.name]: [1, output.dimensions] };
  }
}

function inputShape(input: InputContract): number[] {
  const channels = input.channels === 'grey' ? 1 : 3;
  return input.layout === 'nchw' ? [1, channels, input.height, input.width] : [1, input.height, input.width, channels];
}

/** How the native kernels write the input of `model`; `grey` = the picture is NIR, so colour inputs get three copies. */
export function tensorSpec(input: InputContract, grey: boolean): TensorSpec {
  const fit = input.crop.kind !== 'letterbox' ? 'stretch' : `letterbox-${input.crop.anchor}`;
  return {
    width: input.width,
    height: input.height,
    layout: input.layout,
    channels: grey && input.channels !== 'grey' ? 'grey3' : input.channels,
    type: input.type,
    ...(input.mean ? { mean: [...input.mean] } : {}),
    ...(input.scale ? { scale: [...input.scale] } : {}),
    fit: fit as TensorSpec['fit'],
    pad: input.crop.kind === 'letterbox' ? input.crop.pad : 0,
  };
}

const count = (shape: readonly number[]) => shape.reduce((product, side) => product * side, 1);

interface PortMetadata {
  readonly name: string;
  readonly type?: string;
  readonly shape?: readonly (number | string)[];
}

/** A symbolic or negative side of the graph stands for any size; trailing or leading sides of 1 do not matter. */
function fits(shape: readonly (number | string)[] | undefined, expected: readonly number[]): boolean {
  if (!shape) return false;
  const wanted = expected.filter((side) => side !== 1);
  const given = shape.map((side) => (typeof side === 'number' && side > 0 ? side : 1)).filter((side) => side !== 1);
  return wanted.length === given.length && wanted.every((side, index) => side === given[index]);
}

/** One model of a pack with its memory: the native kernels write `input`, run() fills `outputs`. */
export class Model {
  readonly entry: ModelEntry;
  readonly spec: TensorSpec;
  readonly greySpec: TensorSpec;
  /** The graph input's own memory. */
  readonly input: TensorData;
  /** The graph outputs' own memory, by name. */
  readonly outputs: Readonly<Record<string, Float32Array>>;
  readonly #session: InferenceSession;
  readonly #feeds: Record<string, Tensor>;
  readonly #fetches: Record<string, Tensor>;

  private constructor(entry: ModelEntry, session: InferenceSession, tensor: typeof Tensor) {
    this.entry = entry;
    this.#session = session;
    this.spec = tensorSpec(entry.input, false);
    this.greySpec = tensorSpec(entry.input, true);
    const shape = inputShape(entry.input);
    this.input = entry.input.type === 'uint8' ? new Uint8Array(count(shape)) : new Float32Array(count(shape));
    this.#feeds = { [entry.input.name]: new tensor(entry.input.type, this.input as Uint8Array, shape) };
    const outputs: Record<string, Float32Array> = {};
    this.#fetches = {};
    for (const [name, sides] of Object.entries(expectedOutputs(entry))) {
      const memory = new Float32Array(count(sides));
      outputs[name] = memory;
      const real = session.outputMetadata.find((port) => port.name === name) as PortMetadata | undefined;
      const dims = (real?.shape ?? sides).map((side) => (typeof side === 'number' && side > 0 ? side : 1));
      this.#fetches[name] = new tensor('float32', memory, dims);
    }
    this.outputs = outputs;
  }

  /** Loads verified bytes and compares the graph with the contract. Throws PACK_CONTRACT. */
  static async load(entry: ModelEntry, bytes: Uint8Array, threads: number): Promise<Model> {
    const runtime = await loadRuntime();
    let session: InferenceSession;
    try {
      session = await runtime.InferenceSession.create(bytes, {
        executionProviders: ['cpu'],
        intraOpNumThreads: threads,
        interOpNumThreads: 1,
        executionMode: 'sequential',
        graphOptimizationLevel: 'all',
        logSeverityLevel: 3,
        // A spinning worker would eat the second core of a small board between two frames.
        extra: { session: { intra_op: { allow_spinning: '0' } } },
      });
    } catch (cause) {
      throw new TellersightError('PACK_CONTRACT', `${entry.file} is not a model the runtime can load`, { cause });
    }
    try {
      checkContract(entry, session.inputMetadata, session.outputMetadata);
    } catch (error) {
      await session.release();
      throw error;
    }
    return new Model(entry, session, runtime.Tensor);
  }

  /** Runs on what lies in `input`. Throws MODEL_FAULT. */
  async run(): Promise<Readonly<Record<string, Float32Array>>> {
    try {
      const results = await this.#session.run(this.#feeds, this.#fetches);
      for (const copy of Object.values(results)) discard(copy.data as Float32Array, this.outputs);
    } catch (cause) {
      throw new TellersightError('MODEL_FAULT', `${this.entry.role}: ${this.entry.file} failed`, { cause });
    }
    return this.outputs;
  }

  /** Overwrites what a face left in the tensors (R21). */
  wipe(): void {
    for (const memory of [this.input, ...Object.values(this.outputs)]) {
      secureZero(new Uint8Array(memory.buffer, memory.byteOffset, memory.byteLength));
    }
  }

  async release(): Promise<void> {
    this.wipe();
    await this.#session.release();
  }
}

/**
 * The runtime fills the memory it was given and hands out a copy as well. What it says of a face must not wait for the
 * garbage collector (R21): it is overwritten, and moving the buffer to length 0 frees it now.
 */
function discard(copy: Float32Array, own: Readonly<Record<string, Float32Array>>): void {
  const { buffer, byteLength } = copy;
  if (byteLength === 0 || Object.values(own).some((memory) => memory.buffer === buffer)) return;
  secureZero(new Uint8Array(buffer));
  (buffer as ArrayBuffer).transfer(0);
}

function checkContract(entry: ModelEntry, inputs: readonly PortMetadata[], outputs: readonly PortMetadata[]): void {
  const fail = (what: string) => new TellersightError('PACK_CONTRACT', `${entry.file}: ${what}`);
  const [input] = inputs;
  if (inputs.length !== 1 || !input || input.name !== entry.input.name) {
    throw fail(`inputs are ${inputs.map((port) => port.name).join(', ')}, the manifest says ${entry.input.name}`);
  }
  if (input.type !== entry.input.type) throw fail(`the input is ${input.type}, the manifest says ${entry.input.type}`);
  const shape = inputShape(entry.input);
  if (!fits(input.shape, shape)) throw fail(`the input is [${input.shape}], the manifest says [${shape}]`);
  for (const [name, sides] of Object.entries(expectedOutputs(entry))) {
    const output = outputs.find((port) => port.name === name);
    if (!output) throw fail(`there is no output ${name}`);
    if (output.type !== 'float32') throw fail(`output ${name} is ${output.type}, not float32`);
    if (!fits(output.shape, sides)) throw fail(`output ${name} is [${output.shape}], the manifest says [${sides}]`);
  }
}
