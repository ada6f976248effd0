"""The models of a pack by their contracts, so that any pack can be measured: ours, a vendor's, the public reference."""
import hashlib
import json
import os

import numpy as np

from common.runtime import session
from detect.decode import decode
from detect.yunet import candidates, suppress
from eval.crops import face, letterbox
from quantise.contract import parse_contract


class Net:
    """One model of a pack."""

    def __init__(self, entry: dict, path: str):
        self.entry, self.path, self.contract = entry, path, parse_contract(entry)
        self.s = session(path)
        self.names = [o.name for o in self.s.get_outputs()]

    def run(self, picture: np.ndarray) -> dict[str, np.ndarray]:
        """uint8 picture of the crop -> outputs by name"""
        return dict(zip(self.names, self.s.run(None, self.contract.feed(self.contract.levels(picture)))))

    def blank(self) -> dict[str, np.ndarray]:
        """Something to feed it with where only the time counts"""
        return self.contract.feed(np.random.default_rng(0).integers(0, 256, self.contract.shape, dtype=np.uint8))

    def faces(self, rgb: np.ndarray, threshold: float | None = None):
        """A detector's answer: boxes [N,4], landmarks [N,5,2], scores [N] in pixels of the picture; best first"""
        o, c = self.entry["output"], self.contract
        threshold = o["scoreThreshold"] if threshold is None else threshold
        im, r, x, y = letterbox(rgb, c.width, c.height, self.entry["input"]["crop"])
        out = self.run(im)
        if o["kind"] == "yunet":
            b, k, s = candidates(out, c.width, threshold)
            keep = suppress(b, s, o["nmsIou"])[:o["maxFaces"]]
            b, k, s = b[keep], k[keep], s[keep]
        else:
            b, k, s = decode(*(out[n] for n in ("heat", "size", "offset", "landmarks")), threshold=threshold, nms=o["nmsIou"], top=o["maxFaces"])
        return (b - [x, y, 0, 0]) / r, (k - [x, y]) / r, s

    def logit(self, im: np.ndarray, box) -> float:
        """Liveness log-odds of a face in a picture (grey for a near-infrared model)"""
        i, o = self.entry["input"], self.entry["output"]
        v = self.run(face(im, box, i["crop"], i["width"], i["height"]))[o["name"]].reshape(-1).astype(np.float64)
        if o["kind"] == "logit":
            return float(v[0])
        p = v if o["applied"] else np.exp(v - v.max()) / np.exp(v - v.max()).sum()
        live = np.clip(p[o["live"]], 1e-7, 1 - 1e-7)
        return float(np.log(live / (1 - live)))

    def unit(self, chip: np.ndarray) -> np.ndarray:
        """Embedding of an aligned face, unit length"""
        v = self.run(chip)[self.entry["output"]["name"]][0].astype(np.float64)
        return v / np.linalg.norm(v)


class Pack:
    """folder: where manifest.json lies; files: where the models do, when that is elsewhere. Raises ValueError for a file that
    is not the one in the manifest."""

    def __init__(self, folder: str, files: str | None = None):
        with open(os.path.join(folder, "manifest.json"), encoding="utf-8") as f:
            self.manifest = json.load(f)
        self.nets: dict[str, list[Net]] = {}
        for e in self.manifest["models"]:
            path = os.path.join(files or folder, e["file"])
            with open(path, "rb") as f:
                if hashlib.sha256(f.read()).hexdigest() != e["sha256"]:
                    raise ValueError("%s is not the file in the manifest" % path)
            self.nets.setdefault(e["role"], []).append(Net(e, path))
        self.name = "%s %s" % (self.manifest["name"], self.manifest["version"])

    @property
    def every(self) -> list[Net]:
        return [n for nets in self.nets.values() for n in nets]

    def liveness(self, role: str, im: np.ndarray, box) -> float:
        """The verdict of all models of a role: the mean of their probabilities, as log-odds"""
        logits = [n.logit(im, box) for n in self.nets[role]]
        p = np.clip(np.mean([1 / (1 + np.exp(-v)) for v in logits]), 1e-7, 1 - 1e-7)
        return logits[0] if len(logits) == 1 else float(np.log(p / (1 - p)))


def twins(pack: Pack, where: str) -> dict[str, Net]:
    """The float nets of the same weights, by file of the int8 one. where: a pack (folder with manifest.json, models matched by
    role in their order; FOLDER:FILES where they lie apart), or a folder with NAME.fp32.onnx for NAME.onnx."""
    folder, _, files = where.partition(":")
    if os.path.exists(os.path.join(folder, "manifest.json")):
        other = Pack(folder, files or None)
        return {a.entry["file"]: b for role, nets in pack.nets.items() for a, b in zip(nets, other.nets[role])}
    found = {}
    for n in pack.every:
        stem = n.entry["file"][:-len(".onnx")]
        for name in (stem + ".fp32.onnx", stem.replace("int8", "fp32") + ".onnx"):
            path = os.path.join(folder, name)
            if name != n.entry["file"] and os.path.exists(path):
                found[n.entry["file"]] = Net(n.entry, path)
    return found
