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
from pad.net import KINDS, LAST, MARGIN, crop
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
    """Training crops, as the product cuts them: half real ones, half rendered ones of all species"""
    _, scale, side = KINDS[kind]
    z, r, m = np.load(cache("pad", kind + ".npz")), np.random.RandomState(4), MARGIN[kind]
    real, drawn = (r.permutation(len(z[k]))[:n // 2] for k in ("frames", "rendered"))
    x = [crop(f, b, scale, side) for f, b in zip(z["frames"][real], z["box"][real])]
    x = np.concatenate([np.stack(x), z["rendered"][drawn][:, m:m + side, m:m + side]])
    x = r.permutation(x)
    return list(np.ascontiguousarray((x[:, None] if x.ndim == 3 else x.transpose(0, 3, 1, 2))[:, None]))


if __name__ == "__main__":
    kind, ckpt, out = sys.argv[1:4]
    torch.set_num_threads(1)
    make, _, side = KINDS[kind]
    net = make()
    net.load_state_dict({k: v.float() for k, v in torch.load(ckpt, map_location="cpu").items()})
    fp32, int8 = (os.path.join(out, "pad-%s.%s" % (kind, f)) for f in ("fp32.onnx", "onnx"))
    shape = (1, 1 if kind == "ir" else 3, side, side)
    export_fp32(Export(net, LAST[kind]).eval(), shape, ["live"], fp32, Pixels())
    show(quantise(fp32, default_contract("padIr" if kind == "ir" else "padRgb"), calibration(kind), int8))
