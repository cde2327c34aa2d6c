"""PyTorch as a peer of the benchmark: see peer.ts for what goes over the pipes.

    python3 pytorch.py <folder with the IDX files> <threads>
"""
import ctypes
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


def read_data(prefix):
    images = np.fromfile(DATA / f"{prefix}-images-idx3-ubyte", np.uint8)[16:]
    images = images.reshape(-1, 1, 28, 28)
    labels = np.fromfile(DATA / f"{prefix}-labels-idx1-ubyte", np.uint8)[8:]
    return torch.from_numpy(images.astype(np.float32) / 256 - 0.5), torch.from_numpy(labels).long()


def train(networks, images, labels, batches):
    """Steps as the notebook takes them, drawing and gathering the batch included."""
    loss_function = nn.CrossEntropyLoss()
    start = time.perf_counter()
    for _ in range(batches):
        picked = random.sample(range(len(images)), BATCH_SIZE)
        x, y = images[picked], labels[picked]
        for network, optimizer in networks:
            loss = loss_function(network(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            loss.item()
    return time.perf_counter() - start


def evaluate(network, images, times):
    """Probabilities of all images, in batches that fit the caches about as well as training's do."""
    start = time.perf_counter()
    with torch.no_grad():
        for _ in range(times):
            for part in images.split(BATCH_SIZE):
                torch.softmax(network(part), 1)
    return time.perf_counter() - start


def version():
    """PyTorch's, and the kernels that OpenBLAS picked: what the same processor does with others differs twofold."""
    try:
        name = ctypes.CDLL("libblas.so.3").openblas_get_corename
    except (OSError, AttributeError):
        return torch.__version__
    name.restype = ctypes.c_char_p
    return f"{torch.__version__} (OpenBLAS for {name().decode()})"


def say(message):
    print(json.dumps(message), flush=True)


def main():
    torch.set_num_threads(THREADS)
    images, labels = read_data("train")
    test_images, _ = read_data("t10k")
    networks = {name: make(name) for name in ("mlp", "cnn", "cnn-big")}
    say({"type": "ready", "version": version()})
    for line in sys.stdin:
        request = json.loads(line)
        if "evaluate" in request:
            seconds = evaluate(networks[request["evaluate"]][0], test_images, request["times"])
        elif "lockstep" in request:
            seconds = train(list(networks.values()), images, labels, request["lockstep"])
        else:
            seconds = train([networks[request["network"]]], images, labels, request["batches"])
        say({"type": "measured", "seconds": seconds})


main()
