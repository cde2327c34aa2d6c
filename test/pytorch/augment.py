"""Varies the first test image of a script N times, and prints mean and deviation of each pixel as JSON.

    python3 augment.py SCRIPT NETWORK N
"""
import importlib.util
import json
import sys

import torch

path, network, count = sys.argv[1:]
spec = importlib.util.spec_from_file_location("script", path)
script = importlib.util.module_from_spec(spec)
spec.loader.exec_module(script)
torch.manual_seed(1)
images, _ = script.load_data(script.DATA)["test"]
pixels = getattr(script, network)().augment(images[:1].expand(int(count), -1, -1, -1).float())
assert pixels.equal(pixels.round()) and pixels.min() >= 0 and pixels.max() <= 255
mean, deviation = pixels.mean(0).flatten().tolist(), pixels.std(0, unbiased=False).flatten().tolist()
print(json.dumps({"mean": mean, "deviation": deviation}))
