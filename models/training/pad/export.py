"""Checkpoint -> pad-<kind>.fp32.onnx and pad-<kind>.onnx (int8).

    python pad/export.py ir|rgb CKPT OUTDIR
"""
import os
import sys

import numpy as np
import torch
import torch.nn as nn

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.onnxio import default_contract, export_fp32
from common.paths import cache
from pad.net import KINDS, MARGIN
from quantise.pixels import Pixels
from quantise.quantiser import quantise, show


class Export(nn.Module):
    """The global mean is an average pooling and the last layer a 1x1 convolution, so that both have integer forms."""

    def __init__(self, net, last_map: int):
        super().__init__()
        self.body, self.pool = net.body, nn.AvgPool2d(last_map)
        self.fc = nn.Conv2d(net.fc.in_features, 1, 1)
        self.fc.weight.data, self.fc.bias.data = net.fc.weight.data[:, :, None, None], net.fc.bias.data

    def forward(self, x):
        return torch.flatten(self.fc(self.pool(self.body(x))), 1).reshape(1)


def calibration(kind: str, n: int = 700) -> list[np.ndarray]:
    """Training crops: real ones, and rendered ones of all species when there are some"""
    m, side = MARGIN[kind], KINDS[kind][2]
    x = [np.load(cache("pad", "train_%s.npz" % kind))["x"][-n:]]
    path = cache("rendered", "pad_%s.npz" % kind)
    if os.path.exists(path):
        z = np.load(path)
        x.append(z["x"][np.random.RandomState(3).choice(np.flatnonzero(~z["held"]), n, replace=False)])
    x = np.concatenate(x)[np.random.RandomState(4).permutation(n * len(x))[:n]][:, m:m + side, m:m + side]
    return list(np.ascontiguousarray((x[:, None] if x.ndim == 3 else x.transpose(0, 3, 1, 2))[:, None]))


if __name__ == "__main__":
    kind, ckpt, out = sys.argv[1:4]
    torch.set_num_threads(1)
    make, _, side = KINDS[kind]
    net = make()
    net.load_state_dict(torch.load(ckpt))
    fp32, int8 = (os.path.join(out, "pad-%s.%s" % (kind, f)) for f in ("fp32.onnx", "onnx"))
    shape = (1, 1 if kind == "ir" else 3, side, side)
    export_fp32(Export(net, 4 if kind == "ir" else 3).eval(), shape, ["live"], fp32, Pixels())
    show(quantise(fp32, default_contract("padIr" if kind == "ir" else "padRgb"), calibration(kind), int8))
