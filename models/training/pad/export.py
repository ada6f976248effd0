"""Checkpoint -> pad-<kind>.fp32.onnx and pad-<kind>.onnx (int8); the calibration with the smallest logit gap to fp32 wins.

    python pad/export.py ir|rgb CKPT OUTDIR
"""
import os
import sys

import numpy as np
import torch
import torch.nn as nn

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.onnxio import Pixels, export_core, float_tail, integer_share, latency, write_fp32, write_int8
from common.paths import cache
from common.runtime import session
from pad.net import KINDS, MARGIN

PIXELS = Pixels()


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
    core, fp32, int8 = (os.path.join(out, "pad-%s.%s" % (kind, f)) for f in ("core.onnx", "fp32.onnx", "onnx"))
    shape = (1, 1 if kind == "ir" else 3, side, side)
    export_core(Export(net, 4 if kind == "ir" else 3).eval(), shape, ["live"], core)
    write_fp32(core, fp32, PIXELS)
    x = calibration(kind)
    run = lambda p: (lambda s: np.array([s.run(None, {"input": v})[0][0] for v in x[300:]]))(session(p))
    a, best = run(fp32), None
    for method, pct in (("minmax", 0), ("percentile", 99.999), ("percentile", 99.99)):
        tmp = "%s.%s%g" % (int8, method, pct)
        write_int8(core, tmp, x[:300], PIXELS, method, float_tail(core), pct or 99.99)
        b = run(tmp)
        print(method, pct, "mean logit gap %.4f, same sign %.4f" % (np.abs(a - b).mean(), ((a > 0) == (b > 0)).mean()), flush=True)
        if best is None or np.abs(a - b).mean() < best[0]:
            if best:
                os.remove(best[1])
            best = (np.abs(a - b).mean(), tmp)
        else:
            os.remove(tmp)
    os.replace(best[1], int8)
    os.remove(core)
    print("ms (median, min) fp32, int8:", latency([fp32, int8], shape, 100), "integer convolutions", integer_share(int8),
          "bytes", os.path.getsize(fp32), os.path.getsize(int8))
