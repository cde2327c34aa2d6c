"""Runs scripts that the lab exported, each as a module, and prints what they come to as JSON.

    python3 run_scripts.py < cases.json

A case says: script, weights, batches (or null), epochs and batchSize. What comes back: the loss of each batch, all
tensors afterwards, and the logits of the test images before and after.
"""
import importlib.util
import json
import sys
import warnings

import torch

warnings.filterwarnings("ignore")
torch.set_num_threads(1)

if int(torch.__version__.split(".")[0]) < 2:

    class NAdam(torch.optim.Optimizer):
        """By its documented algorithm, as PyTorch 2 has it: 1.13 counts mu_t twice in the product for mu_(t+1)."""

        def __init__(self, parameters, lr, betas, eps, weight_decay, momentum_decay):
            super().__init__(parameters, {"lr": lr})
            self.betas, self.eps, self.decay, self.momentum_decay = betas, eps, weight_decay, momentum_decay
            self.steps, self.product = 0, 1

        @torch.no_grad()
        def step(self):
            self.steps += 1
            group, = self.param_groups
            beta1, beta2 = self.betas
            mu, after = (beta1 * (1 - 0.5 * 0.96 ** (t * self.momentum_decay)) for t in (self.steps, self.steps + 1))
            self.product *= mu
            for w in group["params"]:
                state = self.state[w]
                g = w.grad + self.decay * w
                m = state["m"] = beta1 * state.get("m", 0) + (1 - beta1) * g
                v = state["v"] = beta2 * state.get("v", 0) + (1 - beta2) * g * g
                root = (v / (1 - beta2**self.steps)).sqrt() + self.eps
                w -= group["lr"] * ((1 - mu) / (1 - self.product) * g + after / (1 - self.product * after) * m) / root

    class LayerNorm(torch.nn.LayerNorm):
        """With PyTorch 2.1's argument for the bias."""

        def __init__(self, shape, bias=True, **arguments):
            super().__init__(shape, **arguments)
            if not bias:
                self.bias = None

    torch.optim.NAdam = NAdam
    torch.nn.LayerNorm = LayerNorm


def run(case):
    spec = importlib.util.spec_from_file_location("script", case["script"])
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    torch.manual_seed(0)
    network = getattr(script, case["network"])()
    fresh = {name: tensor.std(unbiased=False).item() for name, tensor in network.state_dict().items() if tensor.dim() > 1}
    network.load_state_dict(script.load_weights(case["weights"]))
    data = script.load_data(script.DATA)
    images, labels = data["test"]

    def logits():
        network.eval()
        with torch.no_grad():
            return network(images).flatten().tolist()

    before = logits()
    losses = []
    if case["epochs"] > 0:
        batches = {"batches": case["batches"]} if case["batches"] else {}
        losses = script.train(network, data, case["epochs"], case["batchSize"], **batches).flatten().tolist()
    loss, confusion = script.evaluate(network, images, labels)
    tensors = {
        name: tensor.flatten().tolist()
        for name, tensor in network.state_dict().items()
        if not name.endswith("num_batches_tracked")
    }
    return {
        "fresh": fresh, "before": before, "losses": losses, "tensors": tensors, "after": logits(),
        "evaluation": loss, "confusion": confusion.tolist(),
    }


def main():
    output, sys.stdout = sys.stdout, sys.stderr
    for case in json.load(sys.stdin):
        output.write(json.dumps(run(case), allow_nan=False) + "\n")


main()
