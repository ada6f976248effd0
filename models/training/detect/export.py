"""Checkpoint -> detect.fp32.onnx and detect.onnx (int8).

    python detect/export.py CKPT OUTDIR
"""
import os
import sys

import cv2
import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.onnxio import default_contract, export_fp32
from detect.model import Detector, Export, load
from detect.synth import Synth
from quantise.pixels import Pixels
from quantise.quantiser import quantise, show

NAMES = ["heat", "size", "offset", "landmarks"]
SHAPE = (1, 3, 256, 256)


if __name__ == "__main__":
    ckpt, out = sys.argv[1:3]
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    net = load(Detector(), torch.load(ckpt)["ema"])
    fp32, int8 = (os.path.join(out, f) for f in ("detect.fp32.onnx", "detect.onnx"))
    export_fp32(Export(net.eval()), SHAPE, NAMES, fp32, Pixels())
    data = Synth(99)
    pictures = [np.ascontiguousarray(data.sample()[0].transpose(2, 0, 1)[None]) for _ in range(240)]
    show(quantise(fp32, default_contract("detect"), pictures, int8))
