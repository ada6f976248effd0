type Runtime = typeof import('onnxruntime-node');

let runtime: Promise<Runtime> | undefined;

/**
 * ONNX Runtime, loaded on first use. The library has telemetry upload compiled in; the variable has to be set before
 * the shared object is opened, which is why nothing else may import onnxruntime-node.
 */
export function loadRuntime(): Promise<Runtime> {
  process.env.ORT_DISABLE_TELEMETRY = '1';
  runtime ??= import('onnxruntime-node').then((module) => ('default' in module ? (module.default as Runtime) : module));
  return runtime;
}
