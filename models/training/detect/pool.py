"""Real and rendered pictures with boxes and landmarks, cached for training: CACHE/detect/*.npz.

    python detect/pool.py faces [WORKERS]   labels of the aligned training photographs (the pictures stay in CACHE/faces.npy)
    python detect/pool.py frames            webcam frames of training subjects, and near-infrared chips
    python detect/pool.py rendered          part of the rendered frames, both channels
"""
import glob
import multiprocessing
import os
import sys
import time

import cv2
import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache, data
from detect.labels import Labeller, mirrored, mirrored_box
from embed.split import split

cv2.setNumThreads(1)
#: subjects of the webcam set that are kept for measuring
HELD_SUBJECTS = ("08", "09")


def save(name, **arrays):
    np.savez(cache("detect", name), **arrays)
    print(name, {k: v.shape for k, v in arrays.items()}, flush=True)


def _begin():
    global crops, teacher
    crops, teacher = np.load(cache("faces.npy"), mmap_mode="r"), Labeller(((320, 56, 2), (320, 40, 1)))


def _label(i: int):
    found = teacher(np.ascontiguousarray(crops[i]))
    return found and (i, *found)


def faces(workers: int = 1) -> None:
    """Photographs are cut tight; the reference detector wants room round a face, so their border is drawn out."""
    ut, _, lt, _, _ = split()
    order, rows, start = np.random.RandomState(1).permutation(np.concatenate([ut, lt])), [], time.time()
    with multiprocessing.get_context("fork").Pool(workers, _begin) as pool:
        for n, row in enumerate(pool.imap(_label, order.tolist(), 64)):
            rows.append(row)
            if n % 2000 == 1999:
                print(n + 1, "looked at, %.0f s" % (time.time() - start), flush=True)
    rows = [r for r in rows if r]
    save("faces.npz", index=np.array([r[0] for r in rows]), box=np.array([r[1] for r in rows]), kp=np.array([r[2] for r in rows]))


def frames(per_folder: int = 70) -> None:
    t = Labeller(((320, 0, 2), (640, 0, 1)))
    img, box, kp, src = [], [], [], []
    for kind in ("live", "print"):
        for d in sorted(glob.glob(data(kind, "[0-9][0-9]"))):
            fs = sorted(glob.glob(d + "/*.webp"))
            if os.path.basename(d) in HELD_SUBJECTS:
                continue
            for f in fs[::max(1, len(fs) // per_folder)]:
                im = np.ascontiguousarray(cv2.imread(f)[:, :, ::-1])
                found = t(im)
                if found and len(t.nets[320](im)[0]) == 1:
                    s = 480 / im.shape[1]
                    img.append(cv2.resize(im, (480, 360), interpolation=cv2.INTER_AREA))
                    box.append(found[0] * s), kp.append(found[1] * s), src.append(kind + os.path.basename(d))
    save("frames.npz", img=np.array(img), box=np.array(box), kp=np.array(kp), src=np.array(src))
    t, img, box, kp = Labeller(((320, 48, 2), (320, 70, 1))), [], [], []
    for folder in ("live", "attack"):
        fs = sorted(glob.glob(data(folder, "*.png")))
        for f in fs[:int(np.ceil(0.8 * len(fs)))]:
            im = cv2.imread(f)
            found = t(im)
            if found:
                img.append(im[..., 0]), box.append(found[0]), kp.append(found[1])
    save("chips.npz", img=np.array(img), box=np.array(box), kp=np.array(kp))


def rendered(most: int = 2200) -> None:
    """Neighbouring frames show one person: every frame gives one channel only, so that twice as many people fit."""
    z, r, out = np.load(cache("rendered", "frames.npz")), np.random.RandomState(3), {}
    order = r.permutation(np.flatnonzero(~z["held"]))
    for k, c in enumerate(("rgb", "ir")):
        x = np.load(cache("rendered", "frames_%s.npy" % c), mmap_mode="r")
        pick = np.sort(order[k::2][z["ok_" + c][order[k::2]]][:most])
        both = lambda v, flip: np.stack([v, [flip(q, x.shape[2]) for q in v]], 1).astype(np.float32)
        save("rendered-%s.npz" % c, img=x[pick], box=both(z["box_" + c][pick], mirrored_box), kp=both(z["kp_" + c][pick], mirrored))


if __name__ == "__main__":
    {"faces": faces, "frames": frames, "rendered": rendered}[sys.argv[1]](*map(int, sys.argv[2:]))
