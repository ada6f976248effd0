"""Real pictures with reference boxes and landmarks, cached.

    python detect/pool.py faces    aligned crops -> CACHE/detect/faces.npz
    python detect/pool.py frames   webcam frames -> CACHE/detect/frames.npz (subject and live/print in `src`)
"""
import glob
import os
import sys

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache, data
from detect.yunet import YuNet
from embed.augment import Background
from embed.split import split

cv2.setNumThreads(1)
#: subjects of the webcam set that are kept for measuring
HELD_SUBJECTS = ("08", "09")


def save(name, img, box, kp, src):
    np.savez(cache("detect", name), img=np.array(img, np.uint8), box=np.array(box, np.float32), kp=np.array(kp, np.float32), src=np.array(src))
    print(name, len(img), "median box", np.median(np.array(box), 0).round(1))


def faces(count_utk: int = 4500, count_labelled: int = 1500) -> None:
    x = np.load(cache("faces.npy"), mmap_mode="r")
    ut, ud, lt, _, _ = split()
    r, back, t = np.random.RandomState(1), Background(x, len(ut) + len(ud), lt), YuNet(320, 0.7)
    img, box, kp, src = [], [], [], []
    for i in np.concatenate([r.choice(ut, count_utk, replace=False), r.choice(lt, count_labelled, replace=False)]):
        im = np.ascontiguousarray(back(i))
        found = t.main(cv2.copyMakeBorder(im, 40, 40, 40, 40, cv2.BORDER_REPLICATE))
        if found is not None:
            img.append(im), box.append(found[0] - np.float32([40, 40, 0, 0])), kp.append(found[1] - 40), src.append("face")
    save("faces.npz", img, box, kp, src)


def frames(per_folder: int = 80) -> None:
    t = YuNet(320, 0.7)
    img, box, kp, src = [], [], [], []
    for kind in ("live", "print"):
        for d in sorted(glob.glob(data(kind, "[0-9][0-9]"))):
            fs = sorted(glob.glob(d + "/*.webp"))
            for f in fs[::max(1, len(fs) // per_folder)]:
                im = np.ascontiguousarray(cv2.imread(f)[:, :, ::-1])
                b, k, _ = t(im)
                if len(b) == 1:
                    s = 480 / im.shape[1]
                    img.append(cv2.resize(im, (480, 360), interpolation=cv2.INTER_AREA))
                    box.append(b[0] * s), kp.append(k[0] * s), src.append(kind + os.path.basename(d))
    save("frames.npz", img, box, kp, src)


if __name__ == "__main__":
    {"faces": faces, "frames": frames}[sys.argv[1]]()
