"""Network and crop rule of both presentation-attack nets."""
import cv2
import numpy as np
import torch
import torch.nn as nn


def square(box, scale: float, width: int, height: int) -> tuple[int, int, int]:
    """Crop contract: side = min(scale * max(w, h), width, height), centred on the box, moved inside the frame -> x0, y0, side"""
    x, y, w, h = [float(v) for v in box]
    side = int(round(min(scale * max(w, h), width, height)))
    x0 = int(round(min(max(x + w / 2 - side / 2, 0), width - side)))
    y0 = int(round(min(max(y + h / 2 - side / 2, 0), height - side)))
    return x0, y0, side


def crop(im: np.ndarray, box, scale: float, out: int) -> np.ndarray:
    x0, y0, s = square(box, scale, im.shape[1], im.shape[0])
    return cv2.resize(im[y0:y0 + s, x0:x0 + s], (out, out), interpolation=cv2.INTER_AREA if s > out else cv2.INTER_LINEAR)


def _conv(i, o, k=3, s=1, p=1, relu=True):
    layers = [nn.Conv2d(i, o, k, s, p, bias=False), nn.BatchNorm2d(o)]
    return nn.Sequential(*layers, nn.ReLU(inplace=True)) if relu else nn.Sequential(*layers)


class _Residual(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.a, self.b = _conv(c, c), _conv(c, c, relu=False)

    def forward(self, x):
        return torch.relu(x + self.b(self.a(x)))


class PadNet(nn.Module):
    """Dense 3x3 convolutions over multiples of 16 channels: what an int8 runtime does fastest (docs/models-measured.md).

    stages: (channels, residual blocks), each behind a convolution of stride 2; the first one is the stem, whose 6x6 window
    is exactly 3x3 blocks of 2x2 pixels (quantise/stem.py). Input 0..1, [N,C,side,side]. Gives logits [N], larger = live.
    """

    def __init__(self, cin, stages):
        super().__init__()
        (c, _), *rest = stages
        layers = [_conv(cin, c, 6, 2, 2)]
        for o, blocks in rest:
            layers += [_conv(c, o, s=2)] + [_Residual(o) for _ in range(blocks)]
            c = o
        self.body, self.fc = nn.Sequential(*layers), nn.Linear(c, 1)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out", nonlinearity="relu")
        for m in self.modules():
            if isinstance(m, _Residual):  # a block starts as the identity
                nn.init.zeros_(m.b[1].weight)

    def features(self, x):
        return self.body(x).float().mean((2, 3))

    def forward(self, x):
        return self.fc(self.features(x))[:, 0]


#: kind -> (make the net, crop scale in box sizes, input side)
KINDS = {
    "ir": (lambda: PadNet(1, ((32, 0), (48, 1), (96, 2), (128, 1))), 1.2, 112),
    "rgb": (lambda: PadNet(3, ((32, 0), (48, 1), (96, 2), (192, 1))), 2.7, 80),
}
#: side of the last map
LAST = {"ir": 7, "rgb": 5}
#: margin that rendered crops carry on every side for random shifts
MARGIN = {"ir": 4, "rgb": 5}
