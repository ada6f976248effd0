"""Batch norm into the layer before it. ONNX Runtime folds only some of them while loading, and one that is left would be
quantised as a layer of its own, which costs most of the accuracy."""
import numpy as np
import onnx
from onnx import helper, numpy_helper


def fold_batch_norms(g: onnx.GraphProto) -> None:
    """Changes the graph in place; a batch norm behind something else than Conv, Gemm or MatMul stays."""
    init = {i.name: numpy_helper.to_array(i) for i in g.initializer}
    maker = {o: n for n in g.node for o in n.output}
    uses: dict[str, int] = {}
    for i in [i for n in g.node for i in n.input] + [o.name for o in g.output]:
        uses[i] = uses.get(i, 0) + 1
    for bn in [n for n in g.node if n.op_type == "BatchNormalization"]:
        layer = maker.get(bn.input[0])
        if layer is None or uses[bn.input[0]] != 1 or layer.op_type not in ("Conv", "Gemm", "MatMul") or layer.input[1] not in init:
            continue
        gamma, beta, mean, var = (init[i].astype(np.float64) for i in bn.input[1:5])
        k = gamma / np.sqrt(var + _attribute(bn, "epsilon", 1e-5))
        w = init[layer.input[1]].astype(np.float64)
        b = init[layer.input[2]].astype(np.float64) if len(layer.input) > 2 else np.zeros(len(k))
        rows = layer.op_type == "Conv" or _attribute(layer, "transB", 0)
        names = [bn.name + "_w", bn.name + "_b"]
        values = (w * (k.reshape(-1, *[1] * (w.ndim - 1)) if rows else k), (b - mean) * k + beta)
        g.initializer.extend(numpy_helper.from_array(v.astype(np.float32), n) for v, n in zip(values, names))
        x = layer.input[0]
        del layer.input[:]
        layer.input.extend([x, *names])
        layer.output[0] = bn.output[0]
        if layer.op_type == "MatMul":
            layer.op_type = "Gemm"
        g.node.remove(bn)


def _attribute(node, name: str, otherwise):
    return next((helper.get_attribute_value(a) for a in node.attribute if a.name == name), otherwise)
