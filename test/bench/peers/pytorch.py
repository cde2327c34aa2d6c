"""PyTorch as a peer of the benchmark: see peer.ts for what goes over the pipes.

    python3 pytorch.py <folder with the IDX files> <threads>
"""
import json
import random
import sys
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

DATA, THREADS = Path(sys.argv[1]), int(sys.argv[2])
BATCH_SIZE = 1024


def make(name):
    if name == "mlp":
        layers = [nn.Flatten(), nn.Linear(784, 170), nn.Sigmoid(), nn.Linear(170, 10)]
    elif name == "cnn":
        layers = [nn.Conv2d(1, 20, 3), nn.Sigmoid(), nn.Flatten(), nn.Linear(13520, 10)]
    else:
        layers = [nn.Conv2d(1, 20, 3), nn.ReLU(), nn.Conv2d(20, 20, 2, stride=2), nn.ReLU()]
        layers += [nn.Flatten(), nn.Linear(3380, 10)]
    network = nn.Sequential(*layers)
    kind = torch.optim.Adam if name == "cnn-big" else torch.optim.SGD
    return network, kind(network.parameters(), lr=0.01)


def read_data():
    images = np.fromfile(DATA / "train-images-idx3-ubyte", np.uint8)[16:].reshape(-1, 1, 28, 28)
    labels = np.fromfile(DATA / "train-labels-idx1-ubyte", np.uint8)[8:]
    return torch.from_numpy(images.astype(np.float32) / 256 - 0.5), torch.from_numpy(labels).long()


def train(network, optimizer, images, labels, batches):
    """Steps as the notebook takes them, drawing and gathering the batch included."""
    loss_function = nn.CrossEntropyLoss()
    start = time.perf_counter()
    for _ in range(batches):
        picked = random.sample(range(len(images)), BATCH_SIZE)
        loss = loss_function(network(images[picked]), labels[picked])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        loss.item()
    return time.perf_counter() - start


def say(message):
    print(json.dumps(message), flush=True)


def main():
    torch.set_num_threads(THREADS)
    images, labels = read_data()
    networks = {}
    say({"type": "ready", "version": torch.__version__})
    for line in sys.stdin:
        request = json.loads(line)
        name = request["network"]
        if name not in networks:
            networks[name] = make(name)
        seconds = train(*networks[name], images, labels, request["batches"])
        say({"type": "measured", "seconds": seconds})


main()
