"""Training and held-out sets from the scene simulator, which knows the exact place of every face.

    python rendered/collect.py NAME --kinds live --people 1500 --views 8 --first 100000 [--held]
    python rendered/collect.py merge

The renderer writes labelled frame pairs; they are cut here as the product cuts them (aligned faces for the embedder, squares
round the box for the attack nets, small whole frames for the detector) and the frames are thrown away. `merge` joins all
shards. People are numbered: everything from HELD_FROM on is only for measuring, and demonstrations use small numbers.
"""
import argparse
import glob
import json
import os
import shutil
import subprocess
import sys

import cv2
import numpy as np

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, ROOT)
from common.align import aligned
from common.paths import cache
from pad.net import KINDS, MARGIN, square

cv2.setNumThreads(1)
RENDER = os.path.join(ROOT, "..", "..", "src", "simulator", "scene", "render.ts")
NODE = os.path.join(ROOT, "..", "..", "node_modules", ".bin", "node")
W, H = 640, 480
HELD_FROM = 900_000
CHUNK = 320
#: a detector never puts its points and boxes exactly where the label is
POINT_NOISE, BOX_NOISE = 0.02, 0.03


def pad_crop(im, box, kind, rng):
    """Square of the product's crop rule round a slightly wrong box, with the margin that training shifts need"""
    _, scale, side = KINDS[kind]
    b = np.array(box, np.float32)
    g = np.exp(rng.normal(0, BOX_NOISE))
    c = b[:2] + b[2:] / 2 + rng.normal(0, BOX_NOISE, 2) * b[2:]
    out = side + 2 * MARGIN[kind]
    x0, y0, s = square([*(c - b[2:] * g / 2), *(b[2:] * g)], scale, W, H)
    grow = int(round(s * MARGIN[kind] / side))
    x0, y0, s = max(0, x0 - grow), max(0, y0 - grow), s + 2 * grow
    return cv2.resize(im[y0:min(H, y0 + s), x0:min(W, x0 + s)], (out, out), interpolation=cv2.INTER_AREA)


def inside(box, visible) -> bool:
    x, y, w, h = box
    seen = max(0, min(W, x + w) - max(0, x)) * max(0, min(H, y + h) - max(0, y))
    return bool(visible and seen > 0.85 * w * h)


def render(folder, kind, first, views, count, seed):
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([NODE, RENDER, "--out", folder, "--count", str(count), "--seed", str(seed), "--identity", str(first), "--views", str(views),
                    "--kinds", kind], check=True, stdout=subprocess.DEVNULL)
    with open(os.path.join(folder, "labels.jsonl")) as f:
        labels = [json.loads(line) for line in f]
    yuyv = np.memmap(os.path.join(folder, "rgb.yuyv"), np.uint8, "r", shape=(len(labels), H, W, 2))
    grey = np.memmap(os.path.join(folder, "ir.grey"), np.uint8, "r", shape=(len(labels), H, W))
    for l, y, g in zip(labels, yuyv, grey):
        yield l, cv2.cvtColor(np.ascontiguousarray(y), cv2.COLOR_YUV2RGB_YUYV), np.ascontiguousarray(g)


def collect(name, kind, people, views, first, seed, frames_every):
    rng = np.random.default_rng(seed)
    folder = cache("rendered", "tmp-" + name, "x")[:-2]
    per = max(1, CHUNK // views)
    for k in range(0, people, per):
        shard = cache("rendered", "shards", "%s-%s-%06d.npz" % (name, kind, k))
        if os.path.exists(shard):
            continue
        n = min(per, people - k) * views
        rows = {key: [] for key in ("id", "rgb", "ir", "pad_rgb", "pad_ir", "fr", "fi", "box_rgb", "box_ir", "kp_rgb", "kp_ir", "ok_rgb", "ok_ir")}
        for i, (l, rgb, ir) in enumerate(render(folder, kind, first + k, views, n, seed + k * views)):
            box, kp = {}, {}
            for c in ("rgb", "ir"):
                box[c], kp[c] = np.float32(l[c]["box"]), np.float32(l[c]["landmarks"])
            rows["id"].append(l["face"])
            if kind == "live":
                for c, im in (("rgb", rgb), ("ir", ir)):
                    eyes = np.linalg.norm(kp[c][0] - kp[c][1])
                    rows[c].append(aligned(im, kp[c] + rng.normal(0, POINT_NOISE * eyes, (5, 2)).astype(np.float32)))
            rows["pad_rgb"].append(pad_crop(rgb, box["rgb"], "rgb", rng))
            rows["pad_ir"].append(pad_crop(ir, box["ir"], "ir", rng))
            if i % frames_every == 0:
                for c, im, key in (("rgb", rgb, "fr"), ("ir", ir, "fi")):
                    rows[key].append(cv2.resize(im, (320, 240), interpolation=cv2.INTER_AREA))
                    rows["box_" + c].append(box[c] / 2)
                    rows["kp_" + c].append(kp[c] / 2)
                    rows["ok_" + c].append(inside(box[c], l[c]["visible"]))
        np.savez(shard + ".tmp.npz", kind=kind, held=first >= HELD_FROM, **{a: np.array(v) for a, v in rows.items()})
        os.replace(shard + ".tmp.npz", shard)
        print(shard.split("/")[-1], n, flush=True)
    shutil.rmtree(folder, ignore_errors=True)


def write(name, save, *args, **kwargs):
    """A training run may be reading the old file: it keeps it until it ends."""
    path = cache("rendered", name)
    save(path + ".new" + path[-4:], *args, **kwargs)
    os.replace(path + ".new" + path[-4:], path)


def merge():
    shards = [np.load(f) for f in sorted(glob.glob(cache("rendered", "shards", "*.npz"))) if ".tmp." not in f]
    live = [s for s in shards if str(s["kind"]) == "live"]
    held = lambda s, key: np.full(len(s[key]), bool(s["held"]))
    for c in ("rgb", "ir"):
        write(c + ".npy", np.save, np.concatenate([s[c] for s in live]))
        write("frames_%s.npy" % c, np.save, np.concatenate([s["fr" if c == "rgb" else "fi"] for s in shards]))
        write("pad_%s.npz" % c, np.savez, x=np.concatenate([s["pad_" + c] for s in shards]),
                 species=np.concatenate([np.full(len(s["id"]), str(s["kind"])) for s in shards]), held=np.concatenate([held(s, "id") for s in shards]))
    ids, out = np.concatenate([s["id"] for s in live]), np.concatenate([held(s, "id") for s in live])
    number = np.where(out, 0, np.searchsorted(np.unique(ids[~out]), ids))  # training classes are numbered from 0
    write("faces.npz", np.savez, id=np.where(out, ids, number), held=out)
    fields = {k: np.concatenate([s[k] for s in shards]) for k in ("box_rgb", "box_ir", "kp_rgb", "kp_ir", "ok_rgb", "ok_ir")}
    write("frames.npz", np.savez, held=np.concatenate([held(s, "fr") for s in shards]),
             kind=np.concatenate([np.full(len(s["fr"]), str(s["kind"])) for s in shards]), **fields)
    print("people", len(np.unique(ids[~out])), "held", len(np.unique(ids[out])), "aligned", len(ids), "frames", len(fields["ok_rgb"]))


if __name__ == "__main__":
    if sys.argv[1:] == ["merge"]:
        merge()
        sys.exit()
    ap = argparse.ArgumentParser()
    ap.add_argument("name")
    ap.add_argument("--kinds", default="live")
    ap.add_argument("--people", type=int, required=True)
    ap.add_argument("--views", type=int, default=8)
    ap.add_argument("--first", type=int, default=100_000)
    ap.add_argument("--seed", type=int, default=1_000_000)
    ap.add_argument("--frames-every", type=int, default=4)
    a = ap.parse_args()
    for q, kind in enumerate(a.kinds.split(",")):
        collect(a.name, kind, a.people, a.views, a.first, a.seed + q * 50_000_000, a.frames_every)
