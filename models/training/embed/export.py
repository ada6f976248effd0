"""Checkpoint -> embed.fp32.onnx and embed.onnx (int8).

    python embed/export.py CKPT OUTDIR
"""
import os
import sys

import numpy as np
import torch
import torch.nn as nn

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.onnxio import Pixels, export_core, integer_share, latency, write_fp32, write_int8
from common.paths import cache
from common.runtime import session
from embed.augment import Augment, Background
from embed.model import Student
from embed.split import split

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


def unit(e):
    return e / np.linalg.norm(e, axis=-1, keepdims=True)


if __name__ == "__main__":
    ckpt, out = sys.argv[1:3]
    torch.set_num_threads(1)
    net = Student()
    net.load_state_dict(torch.load(ckpt)["ema"])
    net.eval()
    core, fp32, int8 = (os.path.join(out, f) for f in ("embed.core.onnx", "embed.fp32.onnx", "embed.onnx"))
    export_core(Export(net), SHAPE, ["embedding"], core)
    write_fp32(core, fp32, PIXELS)
    crops = calibration_crops(448)
    ref = session(fp32)
    a = unit(np.concatenate([ref.run(None, {"input": c})[0] for c in crops[-192:]]))
    best = None
    for method, pct in (("percentile", 99.99), ("minmax", 0)):
        tmp = int8 + "." + method
        write_int8(core, tmp, crops[:256], PIXELS, method, percentile=pct or 99.99)
        s = session(tmp)
        c = (a * unit(np.concatenate([s.run(None, {"input": v})[0] for v in crops[-192:]]))).sum(1)
        print(method, "cosine to fp32: mean %.5f p1 %.5f min %.5f" % (c.mean(), np.quantile(c, 0.01), c.min()), flush=True)
        if best is None or np.quantile(c, 0.01) > best[0]:
            if best:
                os.remove(best[1])
            best = (np.quantile(c, 0.01), tmp)
        else:
            os.remove(tmp)
    os.replace(best[1], int8)
    os.remove(core)
    print("ms (median, min) fp32, int8:", latency([fp32, int8], SHAPE, 100), "integer convolutions", integer_share(int8),
          "bytes", os.path.getsize(fp32), os.path.getsize(int8))
