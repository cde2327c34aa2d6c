import { python } from '../../python';
import type { Recipe } from './recipe';

/**
 * The parts of a script, in their order; a notebook has them in cells. What is said in a network's class is not repeated:
 * they serve any number of networks.
 */

export const imports = `import argparse
import gzip
import json
import os
from collections import OrderedDict

import numpy as np
import torch
import torch.distributed as dist
from torch import nn, optim
from torch.nn import functional as F`;

export function constants(recipe: Recipe): string {
  const { data } = recipe;
  return constantsAt(recipe, data.type === 'idx' ? python(data.folder) : besideScript(data.file));
}

function constantsAt({ classes, epochs, batchSize, seed }: Recipe, data: string): string {
  return `DATA = ${data}
CLASSES = [${classes.map(python).join(', ')}]
EPOCHS = ${epochs}
BATCH_SIZE = ${batchSize}
SEED = ${seed}`;
}

/** The same without what only a command line needs, and with a library for pictures. */
export const notebookImports = `import gzip
import json
import os
from collections import OrderedDict

import matplotlib.pyplot as plt
import numpy as np
import torch
import torch.distributed as dist
from torch import nn, optim
from torch.nn import functional as F`;

/** A notebook is run where it lies. */
export function notebookConstants(recipe: Recipe): string {
  const { data } = recipe;
  const where = python(data.type === 'idx' ? data.folder : data.file);
  return `${constantsAt(recipe, where)}
DEVICE = torch.device("cuda" if torch.cuda.is_available() else "cpu")`;
}

export const processes = `# What torchrun tells each of its processes. Alone, a process is the first of one.
RANK = int(os.environ.get("RANK", 0))
WORLD_SIZE = int(os.environ.get("WORLD_SIZE", 1))
LOCAL_RANK = int(os.environ.get("LOCAL_RANK", RANK))


def summed(tensor):
    """The sum of what all processes have."""
    if WORLD_SIZE > 1:
        dist.all_reduce(tensor)
    return tensor`;

export function loadData({ data, imageShape }: Recipe): string {
  return data.type === 'idx' ? loadIdx(imageShape) : loadNpz;
}

function loadIdx(shape: Recipe['imageShape']): string {
  return `def read_idx(folder, name):
    """The bytes of an IDX file: its fourth byte is how many sizes follow, of 32 bits each, and then come the numbers."""
    path = os.path.join(folder, name)
    with open(path, "rb") if os.path.exists(path) else gzip.open(f"{path}.gz") as file:
        content = file.read()
    return torch.from_numpy(np.frombuffer(content, np.uint8, offset=4 + 4 * content[3]).copy())


def load_data(folder):
    """Images, (N, C, H, W) as bytes, and their classes, by part."""
    data = {}
    for part, prefix in ("train", "train"), ("test", "t10k"):
        images = read_idx(folder, f"{prefix}-images-idx3-ubyte").view(-1, ${shape.join(', ')})
        data[part] = images, read_idx(folder, f"{prefix}-labels-idx1-ubyte").long()
    return data`;
}

const loadNpz = `def load_data(path):
    """Images, (N, C, H, W) as bytes, and their classes, by part."""
    arrays = np.load(path)
    return {
        part: (torch.from_numpy(arrays[f"{part}_images"]), torch.from_numpy(arrays[f"{part}_labels"]).long())
        for part in ("train", "validation", "test")
        if f"{part}_images" in arrays
    }`;

export const loadWeights = `def load_weights(path):
    """Tensors by name, of torch.save or of safetensors: the length of a JSON header, the header, then float32 numbers."""
    if not path.endswith(".safetensors"):
        return torch.load(path, map_location="cpu", weights_only=True)
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        content = file.read()
    header.pop("__metadata__", None)
    tensors = {}
    for name, entry in header.items():
        values = np.frombuffer(content[slice(*entry["data_offsets"])], "<f4").copy()
        tensors[name] = torch.from_numpy(values).view(entry["shape"])
    return tensors`;

export function batches({ sampling, limitBatches }: Recipe): string {
  const limit = limitBatches === undefined ? '' : `[:max(1, ${limitBatches} * BATCH_SIZE // size)]`;
  return `def batches_of(epoch, images, size${sampling === 'sequential' ? '' : ', file=None'}):
    """${HOW[sampling]}; all processes draw the same."""
${ORDER[sampling].map((line) => `    ${line}`).join('\n')}
    return order[: len(order) // size * size].view(-1, size)${limit}`;
}

const fromFile = [
  'if file:',
  '    order = torch.from_numpy(np.load(file)[epoch].astype(np.int64)).flatten()',
  'else:',
  '    generator = torch.Generator().manual_seed(SEED + epoch)',
] as const;

const ORDER = {
  random: [
    ...fromFile,
    '    draws = [torch.randperm(images, generator=generator)[:size] for _ in range(images // size)]',
    '    order = torch.cat(draws) if draws else torch.arange(0)',
  ],
  shuffle: [...fromFile, '    order = torch.randperm(images, generator=generator)'],
  sequential: ['order = torch.arange(images)'],
} as const;

const HOW = {
  random: 'Indices of the images of each batch, a sample of its own, or those that a file has',
  shuffle: 'Indices of the images of each batch, all in a new order, or those that a file has',
  sequential: 'Indices of the images of each batch, one after another',
} as const;

export function train({ validation, sampling }: Recipe): string {
  const given = sampling === 'sequential' ? '' : ', batches';
  const judged = validation
    ? `
        _, confusion = evaluate(network, *data["validation"])
        shown += f", validation accuracy {accuracy(confusion):.4f}"`
    : '';
  return `def train(network, data, epochs=EPOCHS, batch_size=BATCH_SIZE${given === '' ? '' : ', batches=None'}):
    """Trains on batches of so many images a process. Returns the loss of each batch, (epochs, batches)."""
    images, labels = data["train"]
    model = network
    if WORLD_SIZE > 1:
        # It gives all processes the first one's weights, and each step the mean of their gradients.
        model = nn.parallel.DistributedDataParallel(network, [images.device] if images.is_cuda else None)
    batch_size *= WORLD_SIZE
    count = len(batches_of(0, len(labels), batch_size${given}))
    if count == 0:
        raise SystemExit(f"There are {len(labels)} images, and a batch of all processes is {batch_size}.")
    optimizer = network.configure_optimizer()
    scheduler, every = network.configure_schedule(optimizer, epochs, count)
    history = []
    for epoch in range(epochs):
        network.train()
        losses = []
        for batch in batches_of(epoch, len(labels), batch_size${given}):
            own = batch[RANK::WORLD_SIZE].to(images.device)
            optimizer.zero_grad()
            loss = network.loss(model(images[own]), labels[own])
            loss.backward()
            optimizer.step()
            if every == "batch":
                scheduler.step()
            losses.append(loss.detach())
        if every == "epoch":
            scheduler.step()
        history.append(summed(torch.stack(losses)) / WORLD_SIZE)
        shown = f"epoch {epoch + 1} of {epochs}: loss {history[-1].mean():.4f}"${judged}
        if RANK == 0:
            print(shown, flush=True)
    return torch.stack(history)`;
}

export const evaluate = `@torch.no_grad()
def evaluate(network, images, labels):
    """The mean loss, and a confusion matrix, (actual, predicted). Each process judges its share."""
    network.eval()
    classes = len(CLASSES)
    loss = torch.zeros((), dtype=torch.float64, device=images.device)
    confusion = torch.zeros(classes**2, dtype=torch.long, device=images.device)
    for own in torch.arange(RANK, len(labels), WORLD_SIZE, device=images.device).split(1000):
        logits = network(images[own])
        loss += F.cross_entropy(logits, labels[own], reduction="sum")
        confusion += torch.bincount(labels[own] * classes + logits.argmax(1), minlength=classes**2)
    return summed(loss).item() / len(labels), summed(confusion).view(classes, classes)


def accuracy(confusion):
    return (confusion.trace() / confusion.sum()).item()`;

export const report = `def report(loss, confusion):
    print(f"test loss {loss:.4f}, accuracy {accuracy(confusion):.4f}")
    print("actual (rows), predicted (columns):")
    width = max(len(name) for name in [*CLASSES, str(confusion.max().item())]) + 1
    print(" " * width + "".join(name.rjust(width) for name in CLASSES))
    for name, row in zip(CLASSES, confusion.tolist()):
        print(name.rjust(width) + "".join(str(count).rjust(width) for count in row))`;

/** @param network the class */
export function main({ data, sampling }: Recipe, network: string): string {
  const what =
    data.type === 'idx' ? "folder of MNIST's four files" : 'the .npz file with the images';
  const given = sampling === 'sequential' ? '' : ', args.batches';
  const option =
    sampling === 'sequential'
      ? ''
      : `
    parser.add_argument("--batches", help="the .npy file with the batches that MNIST Lab drew")`;
  return `def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", default=DATA, help="${what}")
    parser.add_argument("--weights", help="weights to begin with: safetensors, or of --save")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help="0: judge the weights as they are")
    parser.add_argument("--batch-size", type=int, default=BATCH_SIZE, help="images of a process")${option}
    parser.add_argument("--save", help="a file for the weights, for --weights or torch.load")
    args = parser.parse_args()

    device = torch.device("cuda", LOCAL_RANK) if torch.cuda.is_available() else torch.device("cpu")
    if device.type == "cuda":
        torch.cuda.set_device(device)
    if WORLD_SIZE > 1:
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    # Dropout is another one in each process.
    torch.manual_seed(SEED + RANK)
    network = ${network}()
    if args.weights:
        network.load_state_dict(load_weights(args.weights))
    network.to(device)
    data = {part: (images.to(device), labels.to(device)) for part, (images, labels) in load_data(args.data).items()}
    if args.epochs > 0:
        train(network, data, args.epochs, args.batch_size${given})
    loss, confusion = evaluate(network, *data["test"])
    if RANK == 0:
        report(loss, confusion)
        if args.save:
            torch.save(network.state_dict(), args.save)
    if WORLD_SIZE > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()`;
}

/** The first images of each part of a notebook's data. */
export const sampleImages = `data = {part: (images.to(DEVICE), labels.to(DEVICE)) for part, (images, labels) in load_data(DATA).items()}
images, labels = data["train"]
figure, axes = plt.subplots(1, 8, figsize=(12, 2), squeeze=False)
for axis, image, label in zip(axes[0], images[:8].cpu(), labels[:8].cpu()):
    axis.imshow(image.squeeze(0) if len(image) == 1 else image.permute(1, 2, 0), cmap="gray")
    axis.set_title(CLASSES[label])
    axis.axis("off")
plt.show()`;

/** @param networks their ids, and their classes @param file with batches */
export function trainAll(
  networks: readonly (readonly [string, string])[],
  file: string | null,
): string {
  const entries = networks.map(([id, name]) => `    ${python(id)}: ${name}().to(DEVICE),`);
  return `torch.manual_seed(SEED)
networks = {
${entries.join('\n')}
}
histories = {}
for name, network in networks.items():
    print(name)
    histories[name] = train(network, data${file === null ? '' : `, batches=${python(file)}`})`;
}

export const curvesPlot = `for name, history in histories.items():
    plt.plot(range(1, len(history) + 1), history.mean(1).cpu(), marker="o", label=name)
plt.xlabel("epoch")
plt.ylabel("loss")
plt.legend()
plt.show()`;

export const confusionPlot = `figure, axes = plt.subplots(1, len(networks), figsize=(5 * len(networks), 5), squeeze=False)
for axis, (name, network) in zip(axes[0], networks.items()):
    loss, confusion = evaluate(network, *data["test"])
    print(f"{name}: test loss {loss:.4f}, accuracy {accuracy(confusion):.4f}")
    axis.imshow(confusion.cpu(), cmap="Blues")
    axis.set_title(f"{name}: {accuracy(confusion):.2%}")
    axis.set_xlabel("predicted")
    axis.set_ylabel("actual")
plt.show()`;

/** @param networks their ids, their classes, and their files */
export function weightsAgain(networks: readonly (readonly [string, string, string])[]): string {
  const entries = networks.map(
    ([id, name, file]) => `    ${python(id)}: (${name}(), ${python(file)}),`,
  );
  return `for name, (network, file) in {
${entries.join('\n')}
}.items():
    network.load_state_dict(load_weights(file))
    loss, confusion = evaluate(network.to(DEVICE), *data["test"])
    print(f"{name}: test loss {loss:.4f}, accuracy {accuracy(confusion):.4f}")`;
}

function besideScript(file: string): string {
  return `os.path.join(os.path.dirname(os.path.abspath(__file__)), ${python(file)})`;
}
