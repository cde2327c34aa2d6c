"""Prints by how much the tensors of two state dicts differ at most: python3 largest_difference.py A.pt B.pt"""
import sys

import torch

a, b = (torch.load(path) for path in sys.argv[1:])
assert list(a) == list(b)
print(max((a[name] - b[name]).abs().max().item() for name in a))
