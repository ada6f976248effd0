"""Train the detector for a budget of processor minutes: a busy machine makes it last longer, not worse.

    python detect/train.py --init CKPT --out CKPT --minutes M [--lr 1.5e-3] [--landmarks 6]
"""
import argparse
import copy
import math
import os
import sys
import time

import cv2
import numpy as np
import torch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from detect.losses import losses
from detect.model import ConvBN, Detector, load
from detect.synth import Synth
from detect.targets import field_targets, targets

ap = argparse.ArgumentParser()
ap.add_argument("--minutes", type=float, default=20, help="processor minutes")
ap.add_argument("--batch", type=int, default=16)
ap.add_argument("--lr", type=float, default=1.5e-3)
ap.add_argument("--old", type=float, default=1.0, help="learning rate of all but the landmark part, relative")
ap.add_argument("--rendered", type=float, default=0.55, help="share of rendered frames")
ap.add_argument("--landmarks", type=float, default=6.0, help="weight of the landmark loss")
ap.add_argument("--init", default="")
ap.add_argument("--out", required=True)
a = ap.parse_args()

torch.set_num_threads(1)
cv2.setNumThreads(1)
data = Synth(time.time_ns() % 2**31, a.rendered)
net = Detector()
if a.init:
    state = torch.load(a.init)["raw"]
    load(net, state)
    for name, m in net.named_modules():  # what was trained before keeps its statistics: cheaper steps
        if isinstance(m, ConvBN):
            m.held = name + ".0.weight" in state
net = net.to(memory_format=torch.channels_last)
ema = copy.deepcopy(net).eval()
points = {id(p) for part in (net.shape, net.detail, net.fine, net.field) for p in part.parameters()}
opt = torch.optim.AdamW([{"params": [p for p in net.parameters() if (p.ndim > 1) == wide and (id(p) in points) == lm],
                          "weight_decay": 1e-3 if wide else 0, "k": 1.0 if lm else a.old} for wide in (True, False) for lm in (True, False)], lr=a.lr)


def batch():
    xs, ts = [], []
    for _ in range(a.batch):
        im, faces = data.sample()
        xs.append(im)
        ts.append((*targets(faces), *field_targets(faces)))
    x = torch.from_numpy(np.stack(xs)).permute(0, 3, 1, 2).float().mul_(1 / 255.0).contiguous(memory_format=torch.channels_last)
    return [x] + [torch.from_numpy(np.stack([t[i] for t in ts])) for i in range(6)]


start = last = time.process_time()
step, acc = 0, []
while True:
    done = (time.process_time() - start) / (a.minutes * 60)
    if done >= 1:
        break
    for g in opt.param_groups:
        g["lr"] = a.lr * g["k"] * min(1, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
    x, *want = batch()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        out = net(x)
    parts = losses([v.float() for v in out], *want)
    lh, ls, lo, lg, lf, ll = parts
    opt.zero_grad()
    (lh + ls + 2 * lo + a.landmarks * 10 * (lg / 2 + lf + ll)).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 10)
    opt.step()
    step += 1
    acc.append([v.item() for v in parts])
    d = min(0.995, step / (step + 20))
    with torch.no_grad():
        for p, q in zip(ema.state_dict().values(), net.state_dict().values()):
            if p.dtype.is_floating_point:
                p.lerp_(q, 1 - d)
            else:
                p.copy_(q)
    if time.process_time() - last > 60:
        last = time.process_time()
        print("%5.1f min step %d heat %.3f size %.3f off %.3f guess %.4f field %.4f landmarks %.4f, %.1f ms per picture" %
              ((last - start) / 60, step, *np.mean(acc, 0), (last - start) / step / a.batch * 1000), flush=True)
        acc = []
        torch.save({"ema": ema.state_dict(), "raw": net.state_dict()}, a.out)
torch.save({"ema": ema.state_dict(), "raw": net.state_dict()}, a.out)
print("end", step * a.batch, "pictures")
