"""A strided first convolution over 1 or 3 channels -> the picture's blocks as channels, and a plain convolution over them.

The runtime's integer convolution gathers its window channel by channel; with one or three of them that takes longer than the
multiplication itself. SpaceToDepth moves bytes only, so nothing is computed in float before the first convolution.
"""
import numpy as np
import onnx
from onnx import helper, numpy_helper

from quantise.contract import Contract

#: a window of blocks is larger than the window of pixels; beyond this the multiplication costs more than the gathering saved
MOST_WORK = 2


def blocks(x: np.ndarray, side: int) -> np.ndarray:
    """[1,C,H,W] -> [1,side*side*C,H/side,W/side], ONNX's SpaceToDepth; 1 leaves it"""
    n, c, h, w = x.shape
    return np.ascontiguousarray(x.reshape(n, c, h // side, side, w // side, side).transpose(0, 3, 5, 1, 2, 4).reshape(n, side * side * c, h // side, w // side))


def stem_to_blocks(core: onnx.ModelProto, contract: Contract) -> int:
    """Changes the graph behind `fold_pixels` in place, its input then are the blocks. Returns their side; 1: left as it is."""
    g = core.graph
    conv = next(n for n in g.node if contract.name in n.input)
    at = {a.name: helper.get_attribute_value(a) for a in conv.attribute}
    init = {i.name: numpy_helper.to_array(i) for i in g.initializer}
    w = init[conv.input[1]]
    k, s, p = w.shape[2], at.get("strides", [1, 1])[0], at.get("pads", [0] * 4)[0]
    square = w.shape[2] == w.shape[3] and len({*at.get("strides", [1, 1])}) == 1 and len({*at.get("pads", [0] * 4)}) == 1
    same = contract.height % s == 0 and contract.width % s == 0 and (contract.height + 2 * p - k) // s + 1 == contract.height // s
    if s < 2 or not square or not same or at.get("dilations", [1, 1]) != [1, 1] or at.get("auto_pad", b"NOTSET") != b"NOTSET":
        return 1
    first, last = (-p) // s, (k - 1 - p) // s
    wide = np.zeros((w.shape[0], s, s, w.shape[1], last - first + 1, last - first + 1), np.float32)
    for y in range(k):
        for x in range(k):
            (by, oy), (bx, ox) = divmod(y - p, s), divmod(x - p, s)
            wide[:, oy, ox, :, by - first, bx - first] = w[:, :, y, x]
    if wide.size > MOST_WORK * w.size:
        return 1
    g.initializer.append(numpy_helper.from_array(wide.reshape(w.shape[0], -1, *wide.shape[4:]), conv.name + "_blocks_w"))
    conv.input[1] = conv.name + "_blocks_w"
    del conv.attribute[:]
    conv.attribute.extend(helper.make_attribute(*a) for a in (("kernel_shape", wide.shape[4:]), ("pads", [-first, -first, last, last]), ("strides", [1, 1])))
    del g.value_info[:]  # shapes inside do not change, but the input's does
    _shape(g.input[0], (1, s * s * contract.planes, contract.height // s, contract.width // s))
    return s


def blocks_in_front(path: str, contract: Contract, side: int) -> None:
    """The int8 graph in `path` takes the picture again"""
    if side == 1:
        return
    m = onnx.load(path)
    g = m.graph
    for n in g.node:
        for i, v in enumerate(n.input):
            if v == contract.name:
                n.input[i] = contract.name + "_blocks"
    g.node.insert(0, helper.make_node("SpaceToDepth", [contract.name], [contract.name + "_blocks"], name="picture_blocks", blocksize=side))
    _shape(g.input[0], contract.shape)
    onnx.checker.check_model(m)
    onnx.save(m, path)


def _shape(port, sides) -> None:
    del port.type.tensor_type.shape.dim[:]
    for side in sides:
        port.type.tensor_type.shape.dim.add().dim_value = side
