"""Fit the coarse landmark part alone, on cached features of the frozen detector: some forty times more steps per minute.

    python detect/fit_landmarks.py --init CKPT --out CKPT --minutes 3 [--pictures 7000]
"""
import argparse
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
ap.add_argument("--init", required=True)
ap.add_argument("--out", required=True)
ap.add_argument("--minutes", type=float, default=3, help="processor minutes")
ap.add_argument("--pictures", type=int, default=7000)
ap.add_argument("--rendered", type=float, default=0.6)
ap.add_argument("--lr", type=float, default=3e-3)
a = ap.parse_args()

torch.set_num_threads(1)
cv2.setNumThreads(1)
state = torch.load(a.init)["ema"]
net = Detector()
net.load_state_dict(state, strict=False)
net.eval()


def coarse(x):
    """What the landmark part sees, and the outputs without it"""
    n8 = net.s8(net.stem(x))
    n16 = net.s16(n8)
    b = n16 + net.up(net.up32(net.s32(n16)))
    return b, net.out(net.head(net.mix8(n8 + net.up(net.mix16(b)))))


data = Synth(time.time_ns() % 2**31, a.rendered)
feature, cells = [], []
while len(feature) < a.pictures:
    ims, ts = zip(*[(im, targets(f)) for im, f in (data.sample() for _ in range(16))])
    with torch.no_grad():
        b, out = coarse(torch.from_numpy(np.stack(ims)).permute(0, 3, 1, 2).float() / 255)
    for k, (_, valid, reg, mask) in enumerate(ts):
        rows, cols = np.where((mask > 0.5) & (valid > 0))
        if len(rows):
            o = out[k][:, rows, cols].numpy()
            n = len(feature)
            cells += [(n, r, c, *o[1:5, i], *o[5:, i], *reg[:, r, c]) for i, (r, c) in enumerate(zip(rows, cols))]
            feature.append(b[k].half().numpy())
feature, cells = torch.from_numpy(np.stack(feature)), torch.from_numpy(np.array(cells, np.float32))
where = cells[:, :3].long()
by_picture = torch.split(torch.arange(len(cells)), torch.bincount(where[:, 0], minlength=len(feature)).tolist())
held = int(len(feature) * 0.9)  # the last tenth only tells whether it learns shapes or pictures
print(len(feature), "pictures", len(cells), "cells", flush=True)


def loss_of(pictures) -> torch.Tensor:
    idx = torch.cat([by_picture[p] for p in pictures])
    number = {int(p): i for i, p in enumerate(pictures)}
    n = torch.tensor([number[int(v)] for v in where[idx, 0]])
    shape = net.shape(feature[pictures].float())[n, :, where[idx, 1] // 2, where[idx, 2] // 2]
    c = cells[idx, 3:]
    size, off, base, reg = c[:, 0:2], c[:, 2:4], c[:, 4:14], c[:, 14:28]
    scale = torch.exp(0.5 * size.sum(1, keepdim=True).clamp(-4, 10))
    true = torch.exp(0.5 * (reg[:, 0:1] + reg[:, 1:2]))
    got = (base + shape) * scale + off.repeat(1, 5)
    return F.l1_loss(got / true, (reg[:, 4:] * true + reg[:, 2:4].repeat(1, 5)) / true)


def report() -> float:
    net.shape.eval()
    with torch.no_grad():
        v = torch.stack([loss_of(p) for p in torch.arange(held, len(feature)).split(64)]).mean()
    net.shape.train()
    return float(v)


opt = torch.optim.AdamW(net.shape.parameters(), lr=a.lr, weight_decay=0.02)
print("held-out landmark error before %.4f" % report(), flush=True)
start = last = time.process_time()
step, acc = 0, []
while True:
    done = (time.process_time() - start) / (a.minutes * 60)
    if done >= 1:
        break
    opt.param_groups[0]["lr"] = a.lr * min(1, (step + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
    loss = loss_of(torch.from_numpy(np.random.randint(0, held, 64)).unique())
    opt.zero_grad()
    loss.backward()
    opt.step()
    acc.append(loss.item())
    step += 1
    if time.process_time() - last > 20:
        last = time.process_time()
        print("%4.1f min step %d error %.4f held out %.4f" % ((last - start) / 60, step, np.mean(acc), report()), flush=True)
        acc = []
net.eval()
torch.save({"ema": net.state_dict(), "raw": net.state_dict()}, a.out)
print("end", step, "held out %.4f" % report())
