"""Pictures that no training run has seen, cropped as the product crops them."""
import os

import cv2
import numpy as np

from common.paths import cache
from detect.yunet import YuNet
from pad.net import KINDS, MARGIN, crop


def held_real(kind: str):
    """(live, attack) crops of the held-out part of the real set"""
    z = np.load(cache("pad", "real_%s.npz" % kind))
    _, scale, side = KINDS[kind]
    keep = z["held"]
    crops = [(l, crop(x, b, scale, side)) for x, b, l in zip(z["x"][keep], z["box"][keep], z["live"][keep])]
    return tuple(np.stack([c for l, c in crops if l == label]) for label in (1, 0))


def sample_pairs(kind: str, folder: str):
    """(live, attack) crops of the small synchronised RGB + NIR sample: `folder`/{live,print}/NN-{rgb,ir}.jpg"""
    t, out = YuNet(640, 0.5), []
    _, scale, side = KINDS[kind]
    for sub in ("live", "print"):
        crops = []
        for f in sorted(os.listdir(os.path.join(folder, sub))):
            if f.endswith("-%s.jpg" % kind):
                im = np.ascontiguousarray(cv2.imread(os.path.join(folder, sub, f))[:, :, ::-1])
                found = t.main(im)
                if found is not None:
                    crops.append(crop(im if kind == "rgb" else np.ascontiguousarray(im[:, :, 0]), found[0], scale, side))
        out.append(np.stack(crops))
    return tuple(out)


def held_rendered(kind: str, most: int | None = None) -> dict:
    """species -> (live, attack) crops of rendered people that are held out; live is the same in all"""
    path = cache("rendered", "pad_%s.npz" % kind)
    if not os.path.exists(path):
        return {}
    z = np.load(path)
    m, side = MARGIN[kind], KINDS[kind][2]
    part = lambda s: z["x"][np.flatnonzero(z["held"] & (z["species"] == s))[:most]][:, m:m + side, m:m + side]
    live = part("live")
    return {str(s): (live, part(s)) for s in np.unique(z["species"]) if s != "live"}
