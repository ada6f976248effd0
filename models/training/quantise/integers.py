"""Float graph behind `fold_pixels` -> int8 graph (QDQ) whose input is the picture.

Activations are uint8 and weights int8, per channel. x86 multiplies unsigned by signed bytes (VNNI vpdpbusd), so this pair
is the one that needs no correction; int8 activations keep convolutions in float or cost a pass more there. Arm's kernels
turn the sign of one side while packing (UDOT and SDOT cost the same), so the same file serves. Processors without VNNI add two
products in 16 bits and can saturate: `weight_bits` 7 leaves room for that.
"""
import os
import tempfile

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static

from quantise.pixels import Pixels

METHODS = {"minmax": CalibrationMethod.MinMax, "percentile": CalibrationMethod.Percentile}


class _Reader(CalibrationDataReader):
    def __init__(self, name, xs, px):
        self.it = ({name: px.floats(x)} for x in xs)

    def get_next(self):
        return next(self.it, None)


def to_integers(core: onnx.ModelProto, out: str, pictures: list[np.ndarray], px: Pixels, method: str, percentile: float,
                exclude: list[str], weight_bits: int = 8) -> None:
    """pictures: uint8 [1,C,H,W] that set the ranges. exclude: names of nodes that stay in float. Raises RuntimeError."""
    name = core.graph.input[0].name
    override = {"scale": np.array(px.scale, np.float32), "zero_point": np.array(px.zero, np.uint8), "quant_type": QuantType.QUInt8}
    extra = {"TensorQuantOverrides": {name: [override]}, "ActivationSymmetric": False, "WeightSymmetric": True,
             "CalibPercentile": percentile, "CalibTensorRangeSymmetric": False}
    with tempfile.TemporaryDirectory() as folder:
        floats, ints = os.path.join(folder, "core.onnx"), os.path.join(folder, "int8.onnx")
        onnx.save(core, floats)
        quantize_static(floats, ints, _Reader(name, pictures, px), quant_format=QuantFormat.QDQ, per_channel=True,
                        reduce_range=weight_bits == 7, weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8,
                        calibrate_method=METHODS[method], nodes_to_exclude=exclude, extra_options=extra)
        m = onnx.load(ints)
    _picture_is_the_tensor(m, name, px)
    onnx.checker.check_model(m)
    onnx.save(m, out)


def _picture_is_the_tensor(m: onnx.ModelProto, name: str, px: Pixels) -> None:
    g = m.graph
    q = [n for n in g.node if n.op_type == "QuantizeLinear" and n.input[0] == name]
    init = {i.name: numpy_helper.to_array(i) for i in g.initializer}
    if len(q) != 1 or not np.isclose(float(init[q[0].input[1]]), px.scale, rtol=1e-6) or int(init[q[0].input[2]]) != px.zero:
        raise RuntimeError("the quantiser changed the scale of the picture")
    for n in g.node:
        for i, v in enumerate(n.input):
            if v == q[0].output[0]:
                n.input[i] = name
    g.node.remove(q[0])
    g.input[0].type.tensor_type.elem_type = TensorProto.UINT8


def last_layers(core: onnx.ModelProto) -> list[str]:
    """Names of the last convolution or matrix product on each way to an output, and of everything behind it."""
    heavy, below = ("Conv", "Gemm", "MatMul"), {}
    names = []
    for n in reversed(core.graph.node):
        layers = max((below.get(o, 0) for o in n.output), default=0) + (n.op_type in heavy)
        for i in n.input:
            below[i] = max(below.get(i, 0), layers)
        if layers == 0 or (layers == 1 and n.op_type in heavy):
            names.append(n.name)
    return names
