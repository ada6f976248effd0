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
from detect.model import Detector, Export
from detect.synth import Synth
from detect.views import view
from quantise.pixels import Pixels
from quantise.quantiser import quantise, show

NAMES = ["heat", "size", "offset", "landmarks"]
SHAPE = (1, 3, 256, 256)


if __name__ == "__main__":
    ckpt, out = sys.argv[1:3]
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    net = Detector()
    net.load_state_dict({k: v.float() for k, v in torch.load(ckpt, map_location="cpu")["ema"].items()})
    fp32, int8 = (os.path.join(out, f) for f in ("detect.fp32.onnx", "detect.onnx"))
    export_fp32(Export(net.eval()), SHAPE, NAMES, fp32, Pixels())
    data, pictures = Synth(99), []
    for _ in range(240):
        im, faces, nir, plain = (torch.from_numpy(np.array(v))[None] for v in data.sample())
        pictures.append((view(im, faces, nir, plain)[0] * 255).round().byte().contiguous().numpy())
    show(quantise(fp32, default_contract("detect"), pictures, int8))
