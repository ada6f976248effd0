"""Forms that the quantiser understands: batch of one, every node named, batch norm folded, Clip instead of Max and Min."""
import os
import tempfile

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization.shape_inference import quant_pre_process

from quantise.batchnorm import fold_batch_norms


def plain(path: str) -> onnx.ModelProto:
    """Reads a model; every constant is an initialiser afterwards."""
    m = onnx.load(path)
    # Old exporters list weights among the inputs, where a caller could replace them, so nothing is folded.
    weights = {i.name for i in m.graph.initializer}
    for port in [p for p in m.graph.input if p.name in weights]:
        m.graph.input.remove(port)
    for i, node in enumerate(m.graph.node):
        node.name = node.name or "%s_%d" % (node.op_type, i)
    for port in m.graph.input:
        side = port.type.tensor_type.shape.dim[0]
        if not side.dim_value:
            side.dim_value = 1
    if m.opset_import[0].version < 13:  # per-channel scales came with opset 13
        m = onnx.version_converter.convert_version(m, 13)
    fold_batch_norms(m.graph)
    _clips(m.graph)
    with tempfile.TemporaryDirectory() as folder:
        raw, done = os.path.join(folder, "raw.onnx"), os.path.join(folder, "done.onnx")
        onnx.save(m, raw)
        quant_pre_process(raw, done, skip_symbolic_shape=True)
        m = onnx.load(done)
    # Constants that were nodes until now (exporters differ) may have hidden some of them.
    fold_batch_norms(m.graph)
    used = {i for n in m.graph.node for i in n.input}
    for dead in [i for i in m.graph.initializer if i.name not in used]:
        m.graph.initializer.remove(dead)
    return m


def _clips(g) -> None:
    """Max(x, low) with Min(., high) behind it -> Clip, which ends in the range of the convolution before it."""
    init = {i.name: numpy_helper.to_array(i) for i in g.initializer}

    def scalar(node):
        found = [i for i in node.input if i in init and init[i].size == 1]
        return (found[0], next(i for i in node.input if i != found[0])) if len(found) == 1 and len(node.input) == 2 else None

    users: dict[str, list] = {}
    for n in g.node:
        for i in n.input:
            users.setdefault(i, []).append(n)
    for low in [n for n in g.node if n.op_type == "Max"]:
        behind = users.get(low.output[0], [])
        if len(behind) != 1 or behind[0].op_type != "Min" or not scalar(low) or not scalar(behind[0]):
            continue
        high = behind[0]
        (bottom, x), (top, _) = scalar(low), scalar(high)
        names = [low.output[0] + "_low", low.output[0] + "_high"]
        g.initializer.extend(numpy_helper.from_array(np.float32(init[v].reshape(())), n) for v, n in zip((bottom, top), names))
        g.node.insert(list(g.node).index(low), helper.make_node("Clip", [x, *names], [high.output[0]], name=low.output[0] + "_clip"))
        g.node.remove(low)
        g.node.remove(high)
