"""How a picture becomes the input of a model: the `input` of a contract (model-contract@1) or of an entry of a manifest."""
import json
from dataclasses import dataclass

import cv2
import numpy as np


@dataclass(frozen=True)
class Contract:
    """mean, scale: (level - mean) * scale per channel, levels 0..255; (0,), (1,) for graphs that take the levels."""
    role: str
    name: str
    width: int
    height: int
    channels: str
    type: str
    mean: tuple[float, ...]
    scale: tuple[float, ...]
    kind: str
    threshold: float

    @property
    def planes(self) -> int:
        return 1 if self.channels == "grey" else 3

    @property
    def shape(self) -> tuple[int, int, int, int]:
        return 1, self.planes, self.height, self.width

    def levels(self, picture: np.ndarray) -> np.ndarray:
        """uint8 RGB [H,W,3] or grey [H,W] of the model's crop -> uint8 tensor in the contract's shape and order"""
        im = picture
        if im.ndim == 3 and self.planes == 1:
            im = cv2.cvtColor(im, cv2.COLOR_RGB2GRAY)
        if im.ndim == 2 and self.planes == 3:
            im = np.repeat(im[..., None], 3, 2)
        if im.shape[:2] != (self.height, self.width):
            shrink = im.shape[0] > self.height
            im = cv2.resize(im, (self.width, self.height), interpolation=cv2.INTER_AREA if shrink else cv2.INTER_LINEAR)
        if self.channels == "bgr":
            im = im[..., ::-1]
        return np.ascontiguousarray((im[None] if im.ndim == 2 else im.transpose(2, 0, 1))[None])

    def feed(self, levels: np.ndarray) -> dict[str, np.ndarray]:
        """What the runtime is given: the levels themselves, or the floats that a float graph wants"""
        if self.type == "uint8":
            return {self.name: levels}
        mean, scale = (np.float32(v).reshape(1, -1, 1, 1) for v in (self.mean, self.scale))
        return {self.name: (levels.astype(np.float32) - mean) * scale}


def parse_contract(entry: dict) -> Contract:
    """Raises ValueError for what the quantiser cannot feed."""
    i, o = entry["input"], entry["output"]
    if i["layout"] != "nchw":
        raise ValueError("the input is %s: only nchw graphs are quantised, export the model in that layout" % i["layout"])
    return Contract(entry["role"], i["name"], i["width"], i["height"], i["channels"], i["type"], tuple(i.get("mean", (0.0,))),
                    tuple(i.get("scale", (1.0,))), o["kind"], o.get("scoreThreshold", 0.0))


def contract_file(path: str) -> Contract:
    with open(path, encoding="utf-8") as f:
        return parse_contract(json.load(f))


def contract_of(manifest: str, role: str) -> Contract:
    """The first model of a role in a pack's manifest.json"""
    with open(manifest, encoding="utf-8") as f:
        return parse_contract(next(m for m in json.load(f)["models"] if m["role"] == role))
