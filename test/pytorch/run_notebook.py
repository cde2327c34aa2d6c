"""Runs the code cells of a notebook one after another, where it lies: python3 run_notebook.py NOTEBOOK

Pictures are drawn into nothing, so that matplotlib need not be there.
"""
import json
import os
import sys
import types
from unittest.mock import MagicMock

path = sys.argv[1]
pyplot = MagicMock()
pyplot.subplots.side_effect = lambda rows, columns, **_: (MagicMock(), [[MagicMock() for _ in range(columns)] for _ in range(rows)])
matplotlib = types.ModuleType("matplotlib")
matplotlib.pyplot = pyplot
sys.modules.update({"matplotlib": matplotlib, "matplotlib.pyplot": pyplot})

with open(path) as file:
    notebook = json.load(file)
os.chdir(os.path.dirname(path))
scope = {}
for cell in notebook["cells"]:
    if cell["cell_type"] == "code":
        exec(compile(cell["source"], cell["id"], "exec"), scope)
assert pyplot.plot.call_count == len(scope["networks"]) and pyplot.show.call_count == 3
