import { readSettings } from '../settings/read';

export type HelpTopic = 'all' | 'train' | 'evaluate' | 'models';

const defaults = readSettings({});

const general = `Trains small neural networks side by side, on WebAssembly SIMD: the notebook's
three on MNIST, or those of a settings file.

Usage:
  mnist-lab train    [options]   train networks on the same batches, test them
  mnist-lab evaluate [options]   test weights that were saved earlier
  mnist-lab models   [options]   list the networks, layer by layer

  mnist-lab COMMAND --help       all options of a command
  mnist-lab --version            the version

Examples:
  mnist-lab train
  mnist-lab train --models mlp,cnn --epochs 3 --seed 7 --save weights
  mnist-lab evaluate --models cnn --init cnn=weights/cnn.safetensors`;

const train = `Trains networks in lockstep on the same batches, then tests them.

Usage: mnist-lab train [options]

  -m, --models IDS          networks, separated by commas (${defaults.networks.join(',')})
  -e, --epochs N            passes over the data (${defaults.epochs})
  -b, --batch-size N        images in a batch (${defaults.batchSize})
      --limit-batches N     end each epoch after N batches
      --sampling KIND       random: each batch a sample of its own (default)
                            shuffle: each epoch a new order of all images
                            sequential: consecutive images from the first
      --seed N              0 to 4294967295; fixes all that is random (${defaults.seed})
      --evaluate-each-epoch test after each epoch, too, and not only at the end
      --early-stopping KIND loss or accuracy: end when no network's result on
                            the test images improves any more (${defaults['earlyStopping.monitor']})
      --patience N          epochs to wait for that (${defaults['earlyStopping.patience']})
  -t, --threads auto|N      auto: one a core
      --simd KIND           auto, relaxed or portable
  -d, --data DIR            folder with the four IDX files, raw or .gz (MNIST)
      --settings FILE       mnistLab.* keys of a settings.json; what is said
                            here counts more
      --init ID=FILE        first weights of a network, safetensors; repeatable
      --save DIR            ID.safetensors for each network, after each epoch;
                            with early stopping its best weights, and the
                            last in ID.last.safetensors
      --json                one JSON object a line instead of bars and tables

Ctrl-C ends the run after the batch in hand and saves; once more, at once.
Exit status: 0 done, 1 failed or no reader left, 2 wrong usage; after a signal
129 (hung up), 130 (interrupted) or 143 (terminated).`;

const evaluate = `Tests a network with weights from a file: accuracy and confusion matrix.

Usage: mnist-lab evaluate --models ID --init ID=FILE [options]

  -m, --models IDS          networks, separated by commas
      --init ID=FILE        their weights, safetensors; one for each network
  -t, --threads auto|N      auto: one a core
      --simd KIND           auto, relaxed or portable
  -d, --data DIR            folder with the four IDX files, raw or .gz (MNIST)
      --settings FILE       mnistLab.* keys of a settings.json
      --json                one JSON object a line

Example: mnist-lab evaluate --models cnn --init cnn=weights/cnn.safetensors`;

const models = `Lists the networks: layers, output shapes, parameters, the arithmetic of their
counts, and floating-point operations (FLOPs) of a forward pass for an image.

Usage: mnist-lab models [options]

  -m, --models IDS          networks, separated by commas (all)
      --settings FILE       mnistLab.* keys of a settings.json
  -d, --data DIR            data set that they are to work on (MNIST)
      --json                one JSON object a line, one line a network`;

const texts: Record<HelpTopic, string> = { all: general, train, evaluate, models };

export function helpText(topic: HelpTopic): string {
  return texts[topic];
}
