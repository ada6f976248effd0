"""Torch module -> fp32 ONNX that takes the picture's bytes: the twin that the quantiser starts from and is compared with."""
import os

import onnx
import torch

from quantise.contract import Contract, contract_of
from quantise.pixels import Pixels, take_levels
from quantise.plain import plain


def export_fp32(module: torch.nn.Module, shape: tuple, outputs: list[str], path: str, px: Pixels) -> None:
    """Input `input`, uint8, straight into DequantizeLinear; batch norm folded."""
    module.eval()
    floats = path + ".float"
    torch.onnx.export(module, (torch.zeros(shape),), floats, input_names=["input"], output_names=outputs, opset_version=17,
                      dynamo=False, do_constant_folding=True)
    m = plain(floats)
    os.remove(floats)
    take_levels(m, "input", px)
    onnx.checker.check_model(m)
    onnx.save(m, path)


def default_contract(role: str) -> Contract:
    """How the exported net is fed and read: what the default pack's manifest says of the role"""
    return contract_of(os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../default/manifest.json"), role)
