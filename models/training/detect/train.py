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
import torch.nn.functional as F

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from detect.model import Detector
from detect.synth import Synth
from detect.targets import targets

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
    new = net.load_state_dict(torch.load(a.init)["raw"], strict=False)
    if new.unexpected_keys or not all(k.startswith("shape.") for k in new.missing_keys):
        sys.exit("%s is not a checkpoint of this network" % a.init)  # older ones only lack the coarse landmark part
net = net.to(memory_format=torch.channels_last)
ema = copy.deepcopy(net).eval()
shape = {id(p) for p in net.shape.parameters()}
opt = torch.optim.AdamW([{"params": [p for p in net.parameters() if (p.ndim > 1) == wide and (id(p) in shape) == lm],
                          "weight_decay": 1e-3 if wide else 0, "k": 1.0 if lm else a.old} for wide in (True, False) for lm in (True, False)], lr=a.lr)


def batch():
    xs, ts = [], []
    for _ in range(a.batch):
        im, faces = data.sample()
        xs.append(im)
        ts.append(targets(faces))
    x = torch.from_numpy(np.stack(xs)).permute(0, 3, 1, 2).float().mul_(1 / 255.0).contiguous(memory_format=torch.channels_last)
    return [x] + [torch.from_numpy(np.stack([t[i] for t in ts])) for i in range(4)]


def losses(out, heat, valid, reg, mask):
    logit, size, off, lm = out
    logit = logit[:, 0]
    p = torch.sigmoid(logit).clamp(1e-5, 1 - 1e-5)
    pos = (heat > 0.999).float()
    lh = -(pos * (1 - p) ** 2 * F.logsigmoid(logit) + (1 - pos) * (1 - heat) ** 4 * p ** 2 * F.logsigmoid(-logit)) * valid
    lh = lh.sum() / pos.sum().clamp(min=1)
    m = (mask * valid)[:, None]
    n = m.sum().clamp(min=1)
    s = torch.exp(0.5 * (reg[:, 0:1] + reg[:, 1:2]))
    ls = ((size - reg[:, 0:2]).abs() * m).sum() / n
    lo = ((off - reg[:, 2:4]).abs() / s * m).sum() / n
    # landmarks are compared where they land, in units of the true face size
    sp = torch.exp(0.5 * (size[:, 0:1] + size[:, 1:2]).clamp(-2, 5))
    got = lm * sp + off.repeat(1, 5, 1, 1)
    want = reg[:, 4:] * s + reg[:, 2:4].repeat(1, 5, 1, 1)
    return lh, ls, lo, ((got - want).abs() / s * m).sum() / n


start = last = time.process_time()
step, acc = 0, []
while True:
    done = (time.process_time() - start) / (a.minutes * 60)
    if done >= 1:
        break
    for g in opt.param_groups:
        g["lr"] = a.lr * g["k"] * min(1, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
    x, heat, valid, reg, mask = batch()
    lh, ls, lo, ll = losses(net(x), heat, valid, reg, mask)
    opt.zero_grad()
    (lh + ls + 2 * lo + a.landmarks * ll).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 10)
    opt.step()
    step += 1
    acc.append([lh.item(), ls.item(), lo.item(), ll.item() / 10])
    d = min(0.995, step / (step + 20))
    with torch.no_grad():
        for p, q in zip(ema.state_dict().values(), net.state_dict().values()):
            if p.dtype.is_floating_point:
                p.lerp_(q, 1 - d)
            else:
                p.copy_(q)
    if time.process_time() - last > 60:
        last = time.process_time()
        print("%5.1f min step %d heat %.3f size %.3f off %.3f landmarks %.4f, %.1f ms per picture" %
              ((last - start) / 60, step, *np.mean(acc, 0), (last - start) / step / a.batch * 1000), flush=True)
        acc = []
        torch.save({"ema": ema.state_dict(), "raw": net.state_dict()}, a.out)
torch.save({"ema": ema.state_dict(), "raw": net.state_dict()}, a.out)
print("end", step * a.batch, "pictures")
