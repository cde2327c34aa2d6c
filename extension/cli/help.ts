import { choicesOf, rangeOf } from '../schema/read';
import { settings } from '../settings/schema';
import {
  type CommandName,
  commands,
  type Option,
  optionOf,
  type OptionName,
  schemaOf,
} from './options';
import { wrap } from './terminal/columns';

export type HelpTopic = 'all' | CommandName;

/** Columns of a terminal, and where its descriptions begin. */
const COLUMNS = 80;
const INDENT = 28;

const general = `Trains small neural networks side by side, on WebAssembly SIMD: the notebook's
three on MNIST, or those of a settings file.

Usage:
  mnist-lab train    [options]   train networks on the same batches, test them
  mnist-lab evaluate [options]   test weights that were saved earlier
  mnist-lab export   [options]   write a trained network for other programs
  mnist-lab models   [options]   list the networks, layer by layer
  mnist-lab data PATH [options]  tell what a data set holds

  mnist-lab COMMAND --help       all options of a command
  mnist-lab --version            the version

Examples:
  mnist-lab train
  mnist-lab train --models mlp,cnn --epochs 3 --seed 7 --save weights
  mnist-lab evaluate --models cnn --init cnn=weights/cnn.safetensors`;

const train = `Trains networks in lockstep on the same batches, then tests them.

Usage: mnist-lab train [options]

${optionList('train')}

Ctrl-C ends the run after the batch in hand and saves; once more, at once.
Exit status: 0 done, 1 failed or no reader left, 2 wrong usage; after a signal
129 (hung up), 130 (interrupted) or 143 (terminated).`;

const evaluate = `Tests a network with weights from a file: accuracy and confusion matrix.

Usage: mnist-lab evaluate --models ID --init ID=FILE [options]

${optionList('evaluate')}

Example: mnist-lab evaluate --models cnn --init cnn=weights/cnn.safetensors`;

const exportText = `Writes a trained network for other programs. ONNX takes images (N, C, H, W) of
numbers from 0 to 255 as they are, and gives logits and probabilities. A script
for PyTorch needs torch and numpy; beside it come the weights, the batches that
training draws (--epochs, --batch-size, --sampling and --seed say which), and
the images, unless they are MNIST's four files as they are. A notebook has the
same in cells, of several networks; curves are those of --checkpoint DIR.

Usage: mnist-lab export --models ID --init ID=FILE --format KIND --out FILE

${optionList('export')}

Of the data set the images' size and the classes are needed, and for networks
that are normalised by mean and deviation the images they were trained on.

Example: mnist-lab export --models cnn --init cnn=weights/cnn.safetensors
                          --format onnx --out cnn.onnx`;

const models = `Lists the networks: layers, output shapes, parameters, the arithmetic of their
counts, and floating-point operations (FLOPs) of a forward pass for an image.

Usage: mnist-lab models [options]

${optionList('models')}`;

const data = `Tells what a data set holds, as training would see it: images of each class in
each part, images that occur twice or in two parts, and how it was read.

Usage: mnist-lab data PATH [options]

${optionList('data')}

Example: mnist-lab data ~/Downloads/archive.zip`;

const texts: Record<HelpTopic, string> = {
  ...{ all: general, train, evaluate, models, data },
  export: exportText,
};

export function helpText(topic: HelpTopic): string {
  return texts[topic];
}

function optionList(command: CommandName): string {
  return commands[command].names.flatMap((name) => describe(name, command)).join('\n');
}

function describe(name: OptionName, command: CommandName): string[] {
  const option = optionOf(name);
  const { short, value, help } = option;
  const key = short === undefined ? '    ' : `-${short}, `;
  const head = `  ${key}--${name}${value === undefined ? '' : ` ${value}`}`;
  const usual = usually(name, command);
  const lines =
    typeof help === 'string'
      ? sentence([help, bounds(option)], usual)
      : Object.entries(help).flatMap(([choice, does]) =>
          sentence([`${choice}: ${does}`], choice === usual ? 'default' : undefined),
        );
  return lines.map((line, i) => `${(i === 0 ? head : '').padEnd(INDENT - 1)} ${line}`);
}

function sentence(parts: readonly (string | null)[], usual: string | undefined): string[] {
  const text = parts.filter((part) => part !== null).join('; ');
  return wrap(usual === undefined ? text : `${text} (${usual})`, COLUMNS - INDENT);
}

/** What its value may be, beside what stands for it in words. */
function bounds(option: Option): string | null {
  const schema = schemaOf(option);
  if (schema === undefined) return null;
  const range = rangeOf(schema);
  if (range === null) return choicesOf(schema)?.join(', ') ?? null;
  const { minimum, maximum } = range;
  return `${option.zero === undefined ? minimum : minimum + 1} to ${maximum}`;
}

/** What counts where the option is not given. */
function usually(name: OptionName, command: CommandName): string | undefined {
  const usual: Readonly<Partial<Record<OptionName, string>>> = commands[command].usually;
  if (usual[name] !== undefined) return usual[name];
  const { setting, value, zero } = optionOf(name);
  if (setting === undefined || value === undefined) return undefined;
  const { default: given } = settings.get(setting)!;
  if (given === '') return undefined;
  return given === 0 && zero !== undefined ? zero : String(given);
}
