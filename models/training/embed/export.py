"""Checkpoint -> embed.fp32.onnx and embed.onnx (int8).

    python embed/export.py CKPT OUTDIR
"""
import os
import sys

import numpy as np
import torch
import torch.nn as nn

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.onnxio import default_contract, export_fp32
from common.paths import cache
from embed.augment import Augment, Background
from embed.model import Student
from embed.split import split
from quantise.pixels import Pixels
from quantise.quantiser import quantise, show

PIXELS = Pixels(1 / 128, 128)
SHAPE = (1, 3, 112, 112)


class Export(nn.Module):
    """The global filter and the last layer become plain convolutions, so that all of it runs in integers."""

    def __init__(self, net: Student):
        super().__init__()
        self.stem, self.blocks, self.head = net.stem, net.blocks, net.head
        c = net.gdc.weight.shape[0]
        self.gdc = self._folded(nn.Conv2d(c, c, net.gdc.weight.shape[-1], groups=c), net.gdc.weight, net.gdc.bn)
        self.fc = self._folded(nn.Conv2d(c, net.fc.weight.shape[0], 1), net.fc.weight[:, :, None, None], net.fc_bn)

    @staticmethod
    def _folded(conv, weight, bn):
        k = bn.weight / torch.sqrt(bn.running_var + bn.eps)
        conv.weight.data = (weight * k.view(-1, 1, 1, 1)).detach()
        conv.bias.data = (bn.bias - bn.running_mean * k).detach()
        return conv

    def forward(self, x):
        return torch.flatten(self.fc(self.gdc(self.head(self.blocks(self.stem(x))))), 1)


def calibration_crops(n: int) -> list[np.ndarray]:
    """Training faces only: real ones (half plain, half augmented) and, when there are some, rendered ones in both channels."""
    x = np.load(cache("faces.npy"), mmap_mode="r")
    ut, ud, lt, _, _ = split()
    r, aug, back = np.random.RandomState(11), Augment(13), Background(x, len(ut) + len(ud), lt)
    out = []
    for k, i in enumerate(r.choice(np.concatenate([ut, lt]), n, replace=False)):
        im = back(i)
        out.append(aug(im) if k % 2 else im)
    if os.path.exists(cache("rendered", "faces.npz")):
        rgb, ir = np.load(cache("rendered", "rgb.npy"), mmap_mode="r"), np.load(cache("rendered", "ir.npy"), mmap_mode="r")
        train = np.flatnonzero(~np.load(cache("rendered", "faces.npz"))["held"])
        out = out[:n // 2]
        for k, i in enumerate(r.choice(train, n - n // 2, replace=False)):
            out.append(rgb[i] if k % 2 else np.repeat(ir[i][..., None], 3, 2))
    return [np.ascontiguousarray(c.transpose(2, 0, 1)[None]) for c in out]


if __name__ == "__main__":
    ckpt, out = sys.argv[1:3]
    torch.set_num_threads(1)
    net = Student()
    net.load_state_dict(torch.load(ckpt)["ema"])
    net.eval()
    fp32, int8 = (os.path.join(out, f) for f in ("embed.fp32.onnx", "embed.onnx"))
    export_fp32(Export(net), SHAPE, ["embedding"], fp32, PIXELS)
    show(quantise(fp32, default_contract("embed"), calibration_crops(448), int8))
