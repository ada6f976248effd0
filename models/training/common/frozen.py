"""A float ONNX graph as a torch module that is not trained: a teacher that answers whole batches on any device.

Only what the teachers' graphs consist of. Batch norm behind a convolution is folded into it, so that a call is convolutions and
point-wise steps only. Shapes that a graph computes (Shape, Gather, Concat) only ever flatten behind the batch dimension here.
"""
import numpy as np
import onnx
import torch
import torch.nn as nn
import torch.nn.functional as F
from onnx import helper, numpy_helper

SHAPES = ("Shape", "Gather", "Unsqueeze", "Concat", "Constant")


class Frozen(nn.Module):
    """Frozen(path)(x): x float [N,C,H,W] as the graph's own contract wants it -> float32 outputs, one tensor or a tuple.

    Raises ValueError for an operator it does not know.
    """

    def __init__(self, path: str):
        super().__init__()
        g = onnx.load(path).graph
        held = {i.name: numpy_helper.to_array(i) for i in g.initializer}
        held |= {n.output[0]: numpy_helper.to_array(helper.get_attribute_value(n.attribute[0])) for n in g.node if n.op_type == "Constant"}
        nodes = [(n.op_type, list(n.input), n.output[0], {a.name: helper.get_attribute_value(a) for a in n.attribute})
                 for n in g.node if n.op_type not in SHAPES]
        self.inputs = [i.name for i in g.input if i.name not in held]
        self.outputs = [o.name for o in g.output]
        self.nodes, used = [], set()
        for op, names, out, at in _folded(nodes, held, self.outputs):
            if not hasattr(self, "_" + op.lower()):
                raise ValueError("operator %s of %s is not known" % (op, path))
            self.nodes.append((op, names, out, at))
            used.update(n for n in names if n in held)
        self.key = {}
        for k, name in enumerate(sorted(used)):
            self.key[name] = "c%d" % k
            self.register_buffer("c%d" % k, torch.from_numpy(np.array(held[name])))
        self.eval().requires_grad_(False)

    def forward(self, x):
        v = {self.inputs[0]: x}
        get = lambda n: getattr(self, self.key[n]) if n in self.key else v.get(n)
        for op, names, out, at in self.nodes:
            v[out] = getattr(self, "_" + op.lower())(at, *[get(n) for n in names])
        got = [v[o].float() for o in self.outputs]
        return got[0] if len(got) == 1 else tuple(got)

    def _conv(self, at, x, w, b=None):
        p = at.get("pads", [0] * 4)
        if p[0] != p[2] or p[1] != p[3]:
            x, p = F.pad(x, (p[1], p[3], p[0], p[2])), [0] * 4
        return F.conv2d(x, w.to(x.dtype), None if b is None else b.to(x.dtype), at.get("strides", [1, 1]), p[:2], at.get("dilations", [1, 1]), at.get("group", 1))

    def _batchnormalization(self, at, x, gain, bias, mean, var):
        k = gain * torch.rsqrt(var + at.get("epsilon", 1e-5))
        side = (1, -1) + (1,) * (x.ndim - 2)
        return x * k.view(side) + (bias - mean * k).view(side)

    def _prelu(self, at, x, slope):
        slope = slope.to(x.dtype)
        return torch.where(x >= 0, x, x * (slope if slope.ndim == 3 else slope.view(-1, 1, 1)))

    def _gemm(self, at, a, b, c=None):
        y = a.float() @ (b.T if at.get("transB") else b) * at.get("alpha", 1.0)
        return y if c is None else y + at.get("beta", 1.0) * c

    def _pad(self, at, x, pads=None, value=None):
        p = [int(i) for i in (at["pads"] if pads is None else pads)]
        return F.pad(x, (p[3], p[7], p[2], p[6]), value=0.0 if value is None else float(value))

    def _averagepool(self, at, x):
        return F.avg_pool2d(x, at["kernel_shape"], at["strides"])

    def _clip(self, at, x, lo=None, hi=None):
        return torch.clamp(x, at.get("min") if lo is None else lo.to(x.dtype), at.get("max") if hi is None else hi.to(x.dtype))

    def _matmul(self, at, a, b): return a.float() @ b
    def _add(self, at, a, b): return a + b.to(a.dtype)
    def _sub(self, at, a, b): return a - b.to(a.dtype)
    def _mul(self, at, a, b): return a * b.to(a.dtype)
    def _max(self, at, a, b): return torch.maximum(a, b.to(a.dtype))
    def _min(self, at, a, b): return torch.minimum(a, b.to(a.dtype))
    def _relu(self, at, x): return F.relu(x)
    def _sigmoid(self, at, x): return torch.sigmoid(x)
    def _softmax(self, at, x): return F.softmax(x.float(), at.get("axis", -1))
    def _globalaveragepool(self, at, x): return x.float().mean((2, 3), keepdim=True).to(x.dtype)
    def _flatten(self, at, x): return x.flatten(1)
    def _reshape(self, at, x, *_): return x.flatten(1)


def _folded(nodes: list, held: dict, outputs: list) -> list:
    """Batch norm directly behind a convolution that nothing else reads becomes part of it; `held` gets the new weights."""
    readers = {}
    for _, names, _, _ in nodes:
        for n in names:
            readers[n] = readers.get(n, 0) + 1
    out, made = [], {}
    for op, names, name, at in nodes:
        conv = made.get(names[0]) if op == "BatchNormalization" else None
        if conv is None or readers[names[0]] > 1 or names[0] in outputs:
            out.append([op, names, name, at])
            if op == "Conv":
                made[name] = out[-1]
            continue
        gain, bias, mean, var = (held[n].astype(np.float64) for n in names[1:5])
        k = gain / np.sqrt(var + at.get("epsilon", 1e-5))
        w = held[conv[1][1]]
        b = held[conv[1][2]] if len(conv[1]) > 2 else np.zeros(len(w))
        held[name + ".w"] = (w * k[:, None, None, None]).astype(np.float32)
        held[name + ".b"] = (bias + (b - mean) * k).astype(np.float32)
        conv[1], conv[2] = [conv[1][0], name + ".w", name + ".b"], name
    return out
