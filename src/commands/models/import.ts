import type { Command } from 'commander';
import { importModel } from '../../packs/importModel.ts';
import type { QuantiseReport } from '../../packs/quantiseModel.ts';
import { paint, printJson } from '../output.ts';

interface Options {
  contract: string;
  into: string;
  base: string;
  name?: string;
  version?: string;
  quantise?: string;
  json?: boolean;
}

export function addImport(models: Command): void {
  models
    .command('import')
    .argument('<onnx>', 'the model')
    .description(
      "put a vendor's model into a pack: check its graph against its contract, try it, write a card to fill in",
    )
    .requiredOption('--contract <file>', 'how it is fed and read: model-contract@1, see docs/model-packs.md')
    .requiredOption('--into <dir>', 'the pack; made where there is none')
    .option('--base <pack>', 'a new pack: whose other models it starts with', 'default')
    .option('--name <name>', 'a new pack: its name')
    .option('--version <version>', 'a new pack: its version')
    .option('--quantise <pictures>', 'put its int8 form into the pack; folder of pictures of its crop, or .npy')
    .option('--json', 'machine-readable output')
    .addHelpText(
      'after',
      '\nExample:\n  tellersight models import embed.onnx --contract embed.json --into acme \\' +
        '\n    --name acme --version 1.0.0 --quantise crops' +
        '\n\n--quantise runs TELLERSIGHT_PYTHON (default python3), see docs/model-packs.md.' +
        '\n\nExit codes: 0 written, 1 the model does not do what its contract says, 64 usage.',
    )
    .action(async (onnx: string, options: Options) => {
      const { entry, dropped, quantised } = await importModel({ onnx, ...options });
      if (options.json) return printJson('models-import@1', { into: options.into, model: entry, dropped, quantised });
      console.log(`${paint('green', 'imported')}: ${entry.role} ${entry.file} into ${options.into}`);
      if (quantised) console.log(quantisedText(quantised));
      for (const file of dropped)
        console.log(`${file} was measured with the model before it and is no longer part of the pack`);
      console.log(
        `Next: fill in cards/${entry.role}.md, calibrate, \`models seal\`, \`models verify\`, \`models sign\`.`,
      );
    });
}

function quantisedText({ loss, kernels, ms }: QuantiseReport): string {
  const lost = loss.map(({ output, relative, cosineMean }) =>
    cosineMean === undefined ? `${output} ${relative.toFixed(4)}` : `${output} cosine ${cosineMean.toFixed(4)}`,
  );
  return (
    `int8: ${kernels.integer} of ${kernels.convolutions} convolutions in integers, ` +
    `${ms.times} times as fast as float; lost to float, of the spread: ${lost.join(', ')}`
  );
}
