"""Network and crop rule of both presentation-attack nets."""
import cv2
import numpy as np
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


def _conv(i, o, k, s=1, g=1):
    return nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, groups=g, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))


def _sep(i, o, s=1):
    return nn.Sequential(_conv(i, i, 3, s, i), _conv(i, o, 1))


class PadNet(nn.Module):
    """ch: channels at stride 2, 4, 8, 16, 32; reps: blocks per stage. Gives a logit, larger = live."""

    def __init__(self, cin, ch, reps, drop=0.2):
        super().__init__()
        layers = [_conv(cin, ch[0], 3, 2)]
        for a, b, r in zip(ch, ch[1:], reps):
            layers += [_sep(a, b, 2)] + [_sep(b, b) for _ in range(r - 1)]
        self.body = nn.Sequential(*layers)
        self.drop = nn.Dropout(drop)
        self.fc = nn.Linear(ch[-1], 1)
        for m in self.modules():
            if isinstance(m, nn.Conv2d):
                nn.init.kaiming_normal_(m.weight, mode="fan_out" if m.groups == 1 else "fan_in", nonlinearity="relu")

    def forward(self, x):
        return self.fc(self.drop(self.body(x).mean((2, 3))))[:, 0]


#: kind -> (make the net, crop scale in box sizes, input side)
KINDS = {
    "ir": (lambda: PadNet(1, (16, 32, 64, 96, 128), (1, 2, 3, 3)), 1.2, 112),
    "rgb": (lambda: PadNet(3, (24, 48, 96, 160, 192), (1, 3, 3, 3)), 2.7, 80),
}
#: margin that training crops carry on every side for random shifts
MARGIN = {"ir": 4, "rgb": 5}
