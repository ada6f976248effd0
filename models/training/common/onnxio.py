"""Torch module -> fp32 and int8 ONNX with the same contract: a uint8 graph input that goes straight into DequantizeLinear.

In the int8 file ONNX Runtime merges that node into the first integer convolution, so the picture itself is the quantised
tensor and no float step stands in front. Activations are uint8 (signed ones keep convolutions in float on x86), weights
int8 per channel.
"""
import os
import time
from dataclasses import dataclass

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import CalibrationDataReader, CalibrationMethod, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

from common.runtime import session


@dataclass(frozen=True)
class Pixels:
    """How a picture byte becomes the number that the network was trained on: (byte - zero) * scale."""
    scale: float = 1 / 255
    zero: int = 0

    def floats(self, x: np.ndarray) -> np.ndarray:
        return ((x.astype(np.float32) - self.zero) * np.float32(self.scale)).astype(np.float32)


def export_core(module: torch.nn.Module, shape: tuple, outputs: list[str], path: str) -> None:
    """fp32 graph with a float input named `input`; batch norm folded."""
    module.eval()
    torch.onnx.export(module, (torch.zeros(shape),), path, input_names=["input"], output_names=outputs, opset_version=17,
                      dynamo=False, do_constant_folding=True)
    quant_pre_process(path, path, skip_symbolic_shape=True)


def write_fp32(core: str, out: str, px: Pixels) -> None:
    m = onnx.load(core)
    g = m.graph
    for n in g.node:
        for i, v in enumerate(n.input):
            if v == "input":
                n.input[i] = "input_f"
    g.initializer.extend([numpy_helper.from_array(np.array(px.scale, np.float32), "in_scale"),
                          numpy_helper.from_array(np.array(px.zero, np.uint8), "in_zero")])
    g.node.insert(0, helper.make_node("DequantizeLinear", ["input", "in_scale", "in_zero"], ["input_f"], name="in_dq"))
    g.input[0].type.tensor_type.elem_type = TensorProto.UINT8
    onnx.checker.check_model(m)
    onnx.save(m, out)


class _Reader(CalibrationDataReader):
    def __init__(self, xs):
        self.it = iter([{"input": x} for x in xs])

    def get_next(self):
        return next(self.it, None)


def write_int8(core: str, out: str, pictures: list[np.ndarray], px: Pixels, method: str = "minmax", exclude=(), percentile=99.99) -> None:
    """`pictures`: uint8 [1,C,H,W] for calibration. `exclude`: node names that stay in float."""
    how = {"minmax": CalibrationMethod.MinMax, "percentile": CalibrationMethod.Percentile, "entropy": CalibrationMethod.Entropy}[method]
    override = {"scale": np.array(px.scale, np.float32), "zero_point": np.array(px.zero, np.uint8), "quant_type": QuantType.QUInt8}
    extra = {"TensorQuantOverrides": {"input": [override]}, "ActivationSymmetric": False, "WeightSymmetric": True,
             "CalibPercentile": percentile, "CalibTensorRangeSymmetric": False}
    quantize_static(core, out, _Reader([px.floats(x) for x in pictures]), quant_format=QuantFormat.QDQ, per_channel=True,
                    weight_type=QuantType.QInt8, activation_type=QuantType.QUInt8, calibrate_method=how,
                    nodes_to_exclude=list(exclude), extra_options=extra)
    m = onnx.load(out)
    g = m.graph
    q = [n for n in g.node if n.op_type == "QuantizeLinear" and n.input[0] == "input"]
    init = {i.name: numpy_helper.to_array(i) for i in g.initializer}
    # the picture may only be taken as the quantised tensor if the quantiser kept our scale exactly
    if len(q) != 1 or abs(float(init[q[0].input[1]]) - px.scale) > 1e-7 or int(init[q[0].input[2]]) != px.zero:
        raise RuntimeError(f"{out}: the quantiser changed the input scale")
    for n in g.node:
        for i, v in enumerate(n.input):
            if v == q[0].output[0]:
                n.input[i] = "input"
    g.node.remove(q[0])
    g.input[0].type.tensor_type.elem_type = TensorProto.UINT8
    onnx.checker.check_model(m)
    onnx.save(m, out)


def float_tail(core: str, last_convs: int = 1) -> list[str]:
    """Names of the last convolution and everything behind it: regression outputs lose too much in 8 bits."""
    g = onnx.load(core).graph
    at = [i for i, n in enumerate(g.node) if n.op_type == "Conv"][-last_convs]
    return [n.name for n in g.node[at:]]


def latency(paths: list[str], shape: tuple, n: int = 200) -> list[tuple[float, float]]:
    """Median and minimum in ms per model, one thread, models in turn so that a busy machine hits all alike."""
    ss = [session(p) for p in paths]
    x = np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)
    t = [[] for _ in ss]
    for k in range(n + 10):
        for i, s in enumerate(ss):
            a = time.perf_counter()
            s.run(None, {"input": x})
            if k >= 10:
                t[i].append((time.perf_counter() - a) * 1e3)
    return [(round(float(np.median(v)), 3), round(float(np.min(v)), 3)) for v in t]


def integer_share(path: str) -> str:
    """What the runtime really executes: convolutions in integers of all convolutions (checked after optimisation, not assumed)."""
    import onnxruntime as ort
    o = ort.SessionOptions()
    o.optimized_model_filepath = path + ".opt"
    o.log_severity_level = 3
    ort.InferenceSession(path, o, providers=["CPUExecutionProvider"])
    ops = [n.op_type for n in onnx.load(path + ".opt").graph.node]
    os.remove(path + ".opt")
    return "%d of %d" % (ops.count("QLinearConv"), sum(op in ("QLinearConv", "Conv", "FusedConv") for op in ops))
