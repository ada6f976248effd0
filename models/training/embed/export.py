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
from embed.crops import Faces, Heads
from embed.model import Student
from embed.views import looks
from quantise.pixels import Pixels
from quantise.quantiser import quantise, show

PIXELS = Pixels(1 / 128, 128)
SHAPE = (1, 3, 112, 112)


class Export(nn.Module):
    """The weighted sum over places and the last layer become plain convolutions, so that all of it runs in integers."""

    def __init__(self, net: Student):
        super().__init__()
        self.trunk = nn.Sequential(net.stem, net.blocks, net.head)
        c = net.places.weight.shape[0]
        self.places = self._folded(nn.Conv2d(c, c, net.places.weight.shape[-1], groups=c), net.places.weight, net.places_bn)
        self.fc = self._folded(nn.Conv2d(c, net.fc.weight.shape[0], 1), net.fc.weight[:, :, None, None], net.fc_bn)

    @staticmethod
    def _folded(conv, weight, bn):
        k = bn.weight / torch.sqrt(bn.running_var + bn.eps)
        conv.weight.data = (weight * k.view(-1, 1, 1, 1)).detach()
        conv.bias.data = (bn.bias - bn.running_mean * k).detach()
        return conv

    def forward(self, x):
        return torch.flatten(self.fc(self.places(self.trunk(x))), 1)


def calibration_crops(n: int) -> list[np.ndarray]:
    """Training faces as the student saw them: real ones, half of them through a camera, and rendered ones of both channels when there are some"""
    torch.manual_seed(11)
    cpu = torch.device("cpu")
    faces, heads = Faces(cpu), Heads.load(cpu)
    clean, seen = looks(*faces.batch(n))
    x = torch.cat([clean[::2], seen[1::2]])
    if heads:
        x = torch.cat([x[::2], heads.batch(n // 2)[0]])
    return list(x.round().clamp(0, 255).to(torch.uint8).numpy()[:, None])


if __name__ == "__main__":
    ckpt, out = sys.argv[1:3]
    torch.set_num_threads(1)
    net = Student()
    net.load_state_dict({k: v.float() for k, v in torch.load(ckpt, map_location="cpu")["ema"].items()})
    net.eval()
    fp32, int8 = (os.path.join(out, f) for f in ("embed.fp32.onnx", "embed.onnx"))
    export_fp32(Export(net), SHAPE, ["embedding"], fp32, PIXELS)
    show(quantise(fp32, default_contract("embed"), calibration_crops(448), int8))
