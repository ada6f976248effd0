"""Train one presentation-attack net for a budget of processor minutes: a busy machine makes it last longer, not worse.

    python pad/train.py ir|rgb --init CKPT --out CKPT --minutes M [--rendered 0.6]

Real crops come from gen_ir.py / gen_rgb.py, rendered ones (when there are some) from rendered/crops.py. Live and attack
crops are drawn evenly, and the attack species evenly, so that a frequent species does not hide a rare one.
"""
import argparse
import copy
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache
from pad.metrics import area_and_eer
from pad.net import KINDS, MARGIN
from pad.sets import held_real, held_rendered

ap = argparse.ArgumentParser()
ap.add_argument("kind", choices=list(KINDS))
ap.add_argument("--init", default="")
ap.add_argument("--out", required=True)
ap.add_argument("--minutes", type=float, default=8, help="processor minutes")
ap.add_argument("--lr", type=float, default=1.5e-3)
ap.add_argument("--wd", type=float, default=0.03)
ap.add_argument("--batch", type=int, default=48)
ap.add_argument("--rendered", type=float, default=0.6, help="share of rendered crops in a batch")
a = ap.parse_args()

torch.set_num_threads(1)
rng = np.random.default_rng(time.time_ns() % 2**31)
make, _, side = KINDS[a.kind]
margin = MARGIN[a.kind]

z = np.load(cache("pad", "train_%s.npz" % a.kind))
if a.kind == "ir":
    target, weight = 0.96 * z["hard"] + 0.02, np.ones(len(z["hard"]), np.float32)
else:  # share of the teacher's word by kind: live, print, composite, recapture
    share = np.array([0.9, 0.9, 1.0, 0.6])[z["kind"]]
    target = ((1 - share) * z["hard"] + share * z["soft"]).clip(0.01, 0.99)
    weight = np.array([1.0, 1.0, 1.0, 0.5])[z["kind"]]
pools = [(z["x"], target.astype(np.float32), weight.astype(np.float32), [np.arange(len(target))])]
path = cache("rendered", "pad_%s.npz" % a.kind)
if a.rendered > 0 and os.path.exists(path):
    r = np.load(path, allow_pickle=False)
    seen = ~r["held"]
    t = np.where(r["species"] == "live", 0.98, 0.02).astype(np.float32)
    species = [np.flatnonzero(seen & (r["species"] == s)) for s in np.unique(r["species"])]
    live = [s for s in species if t[s[0]] > 0.5]
    attack = [s for s in species if t[s[0]] < 0.5]
    pools.append((r["x"], t, np.ones(len(t), np.float32), live * len(attack) + attack))


def views(pool, n):
    x, t, w, parts = pool
    i = np.array([rng.choice(parts[k]) for k in rng.integers(len(parts), size=n)])
    p, q = rng.integers(0, 2 * margin + 1, 2)
    v = torch.from_numpy(x[i][:, p:p + side, q:q + side]).float() / 255
    v = v[:, None] if v.ndim == 3 else v.permute(0, 3, 1, 2)
    return v, torch.from_numpy(t[i]), torch.from_numpy(w[i])


def batch():
    k = int(a.batch * a.rendered) if len(pools) > 1 else 0
    got = [views(pools[0], a.batch - k)] + ([views(pools[1], k)] if k else [])
    x, t, w = (torch.cat([g[i] for g in got]) for i in range(3))
    if rng.random() < 0.5:
        x = x.flip(3)
    n, c = x.shape[:2]
    noise = lambda sd, shape: torch.from_numpy(np.exp(rng.normal(0, sd, shape)).astype(np.float32))
    x = x * noise(0.17, (n, 1, 1, 1)) * (noise(0.1, (n, c, 1, 1)) if c > 1 else 1)
    x = x + torch.from_numpy(rng.normal(0, 0.015, (n, 1, 1, 1)).astype(np.float32))
    if rng.random() < 0.15:
        h, b = rng.integers(8, 28, 2)
        y0, x0 = rng.integers(0, side - 28, 2)
        x[:, :, y0:y0 + h, x0:x0 + b] = float(rng.random())
    return x.clamp(0, 1).contiguous(memory_format=torch.channels_last), t, w


def held_report(net) -> str:
    out = []
    for name, (l, f) in {"real": held_real(a.kind), **held_rendered(a.kind, 400)}.items():
        if len(l) and len(f):
            s = []
            with torch.no_grad():
                for v in (l, f):
                    v = torch.from_numpy(v).float() / 255
                    s.append(torch.cat([net(b) for b in (v[:, None] if v.ndim == 3 else v.permute(0, 3, 1, 2)).split(256)]).numpy())
            out.append("%s AUC %.4f EER %.3f" % ((name,) + area_and_eer(*s)[:2]))
    return " | ".join(out)


net = make()
if a.init:
    net.load_state_dict(torch.load(a.init))
net = net.to(memory_format=torch.channels_last)
ema = copy.deepcopy(net).eval()
opt = torch.optim.AdamW(net.parameters(), lr=a.lr, weight_decay=a.wd)
start = last = time.process_time()
step, acc = 0, []
print("before", held_report(ema), flush=True)
while True:
    done = (time.process_time() - start) / (a.minutes * 60)
    if done >= 1:
        break
    for g in opt.param_groups:
        g["lr"] = a.lr * min(1, (step + 1) / 100) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * done)))
    x, t, w = batch()
    loss = (F.binary_cross_entropy_with_logits(net(x), t, reduction="none") * w).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    step += 1
    acc.append(loss.item())
    k = min(0.995, step / (step + 20))
    with torch.no_grad():
        for p, q in zip(ema.state_dict().values(), net.state_dict().values()):
            if p.dtype.is_floating_point:
                p.lerp_(q, 1 - k)
            else:
                p.copy_(q)
    if time.process_time() - last > 60:
        last = time.process_time()
        print("%4.1f min step %d loss %.4f %s" % ((last - start) / 60, step, np.mean(acc), held_report(ema)), flush=True)
        acc = []
        torch.save(ema.state_dict(), a.out)
torch.save(ema.state_dict(), a.out)
print("end", step, "steps;", held_report(ema))
