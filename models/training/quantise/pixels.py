"""Any float graph -> one whose input is (level - zero) * scale with one scale and one whole zero for all channels.

That is what a uint8 tensor stands for, so the picture itself can be the quantised tensor. Everything that a graph or its
contract does to a picture before the first convolution (subtract a mean, divide, normalise) goes into that convolution.
"""
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from quantise.contract import Contract


@dataclass(frozen=True)
class Pixels:
    """How a picture byte becomes the number that the network was trained on: (byte - zero) * scale."""
    scale: float = 1 / 255
    zero: int = 0

    def floats(self, x: np.ndarray) -> np.ndarray:
        return ((x.astype(np.float32) - self.zero) * np.float32(self.scale)).astype(np.float32)


def fold_pixels(model: onnx.ModelProto, contract: Contract) -> Pixels:
    """Changes `model` in place. Where the mean is no whole level, at most half a level is lost in the padding of the first
    convolution. Raises ValueError when no convolution stands behind the picture."""
    g = model.graph
    init = {i.name: i for i in g.initializer}
    const = lambda name: numpy_helper.to_array(init[name]).astype(np.float64) if name in init else None
    a, b = np.ones(contract.planes), np.zeros(contract.planes)
    if contract.type == "float32":
        a *= contract.scale
        b -= np.float64(contract.mean) * contract.scale
    at, leading = contract.name, []
    while True:
        users = [n for n in g.node if at in n.input]
        if len(users) != 1:
            raise ValueError("%s is used %d times: one convolution has to stand behind the picture" % (at, len(users)))
        node = users[0]
        if node.op_type == "Conv":
            break
        a, b = _affine(node, [const(n) for n in node.input], at, a, b)
        leading.append(node)
        at = node.output[0]
    _into_conv(g, node, init, contract, a, b, px := _pixels(a, b))
    for n in leading:
        g.node.remove(n)
    g.input[0].type.tensor_type.elem_type = TensorProto.FLOAT
    return px


def _affine(node, values, at: str, a: np.ndarray, b: np.ndarray):
    """a, b of level * a + b behind one more node"""
    if node.op_type in ("Identity", "Cast"):
        return a, b
    if node.op_type == "DequantizeLinear":
        zero = values[2] if len(values) > 2 and values[2] is not None else 0.0
        return a * values[1], (b - zero) * values[1]
    first = node.input[0] == at
    other = values[1 if first else 0] if len(values) == 2 else None
    if other is not None and other.size in (1, len(a)):
        v = other.reshape(-1)
        if node.op_type == "Add":
            return a, b + v
        if node.op_type == "Sub":
            return (a, b - v) if first else (-a, v - b)
        if node.op_type == "Mul":
            return a * v, b * v
        if node.op_type == "Div" and first:
            return a / v, b / v
    raise ValueError("%s stands between the picture and the first convolution and cannot be folded into it" % node.op_type)


def _pixels(a: np.ndarray, b: np.ndarray) -> Pixels:
    return Pixels(float(np.float32(np.abs(a).max())), int(np.clip(round(float(np.mean(-b / a))), 0, 255)))


def _into_conv(g, conv, init, contract: Contract, a, b, px: Pixels) -> None:
    w = numpy_helper.to_array(init[conv.input[1]]).astype(np.float64)
    if w.shape[1] != contract.planes:
        raise ValueError("the first convolution takes %d channels, the contract gives %d" % (w.shape[1], contract.planes))
    left = a * px.zero + b
    bias = numpy_helper.to_array(init[conv.input[2]]).astype(np.float64) if len(conv.input) > 2 else np.zeros(len(w))
    bias = bias + (w * left.reshape(1, -1, 1, 1)).sum((1, 2, 3))
    names = [conv.name + "_picture_w", conv.name + "_picture_b"]
    g.initializer.extend(numpy_helper.from_array(v.astype(np.float32), n)
                         for v, n in zip((w * (a / px.scale).reshape(1, -1, 1, 1), bias), names))
    del conv.input[:]
    conv.input.extend([contract.name, *names])


def take_levels(model: onnx.ModelProto, name: str, px: Pixels) -> None:
    """Float graph of `fold_pixels` -> the same with the bytes as its input, behind a DequantizeLinear: the fp32 twin."""
    g = model.graph
    for n in g.node:
        for i, v in enumerate(n.input):
            if v == name:
                n.input[i] = name + "_f"
    g.initializer.extend([numpy_helper.from_array(np.array(px.scale, np.float32), "in_scale"),
                          numpy_helper.from_array(np.array(px.zero, np.uint8), "in_zero")])
    g.node.insert(0, helper.make_node("DequantizeLinear", [name, "in_scale", "in_zero"], [name + "_f"], name="in_dq"))
    g.input[0].type.tensor_type.elem_type = TensorProto.UINT8
