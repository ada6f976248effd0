"""Cheap held-out figures while training, of the averaged net in floats; detect/evaluate.py measures the exported files.

    python detect/probe.py      makes CACHE/detect/probe.npz (needs the held-out pictures; training runs without it too)
"""
import os
import sys

import cv2
import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache
from detect.decode import decode, letterbox
from detect.model import Export
from detect.yunet import iou

EACH = 100


class Probe:
    def __init__(self, device):
        self.dev, self.z = device, None
        if os.path.exists(cache("detect", "probe.npz")):
            z = np.load(cache("detect", "probe.npz"))
            self.z = {k: z[k] for k in z.files}

    @torch.no_grad()
    def __call__(self, net, threshold: float = 0.4) -> str:
        """One line: share of faces found, landmark error in eye distances, per set; false faces on crops without one"""
        if self.z is None:
            return "no held-out pictures"
        run, rows = Export(net).to(self.dev).eval(), {}
        x = torch.from_numpy(self.z["img"]).permute(0, 3, 1, 2)
        outs = [[v.float().cpu().numpy() for v in run(b.to(self.dev).float() / 255)] for b in x.split(64)]
        heat, size, offset, lm = (np.concatenate([o[k] for o in outs]) for k in range(4))
        for i, name in enumerate(self.z["name"]):
            b, k, _ = decode(heat[i:i + 1], size[i:i + 1], offset[i:i + 1], lm[i:i + 1], threshold)
            row = rows.setdefault(str(name), [0, 0, []])
            row[0] += 1
            if name == "free":
                row[1] += len(b) > 0
                continue
            v = iou(self.z["box"][i], b)[0] if len(b) else np.zeros(1)
            if v.max() > 0.4:
                row[1] += 1
                want = self.z["kp"][i]
                row[2].append(np.linalg.norm(k[v.argmax()] - want, axis=1).mean() / np.linalg.norm(want[0] - want[1]))
        return "  held out: " + ", ".join("%s %d of %d%s" % (n, r[1], r[0], " %.4f" % np.mean(r[2]) if r[2] else "") for n, r in rows.items())


def main() -> None:
    from eval.sets import free_of_faces, portraits, webcam
    from detect.rendered import held
    sets = [("portrait", im, b, k) for im, b, k in portraits()[::10]] + [("webcam", im, b, k) for _, im, b, k in webcam()[::4]]
    sets += [("rendered-" + c, *item) for c in ("rgb", "ir") for item in held(c, EACH)]
    sets += [("free", im, np.zeros((1, 4)), np.zeros((1, 5, 2))) for im in free_of_faces()[::4]]
    rows = []
    for name, im, boxes, kps in sets:
        if len(boxes):
            j = int(np.argmax(boxes[:, 2] * boxes[:, 3]))
            canvas, r = letterbox(im)
            rows.append((name, canvas, boxes[j] * r, kps[j] * r))
    name, img, box, kp = zip(*rows)
    np.savez(cache("detect", "probe.npz"), name=np.array(name), img=np.array(img), box=np.float32(box), kp=np.float32(kp))
    print({n: name.count(n) for n in dict.fromkeys(name)})


if __name__ == "__main__":
    cv2.setNumThreads(1)
    main()
