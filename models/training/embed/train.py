"""Teach the student: reproduce the teacher on real faces, and tell rendered identities apart.

    python embed/train.py --init CKPT --out CKPT --minutes M [--flat] [--low-res SHARE]

Real faces follow the teacher's embedding (cosine, and the similarities inside the batch). Rendered faces, once
CACHE/rendered/faces.npz exists, carry identities: a large-margin softmax over them pulls views (colour and near-infrared)
of one head together and pushes heads apart. The learning rate follows processor time: a busy machine makes a run
last longer, not worse. The checkpoint is complete (weights, optimiser, heads, views seen): any run can go on from it.
"""
import argparse
import json
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.paths import cache
from embed.augment import Augment, Background, to_input
from embed.heads import MarginHead, Strangers
from embed.model import DIM, Student
from embed.probe import Probe
from embed.split import split

ap = argparse.ArgumentParser()
ap.add_argument("--minutes", type=float, default=60, help="processor minutes")
ap.add_argument("--batch", type=int, default=96)
ap.add_argument("--lr", type=float, default=2e-3)
ap.add_argument("--wd", type=float, default=0.02)
ap.add_argument("--rel", type=float, default=8.0, help="weight of the batch similarity loss")
ap.add_argument("--identity", type=float, default=0.15, help="weight of the rendered identity loss")
ap.add_argument("--apart", type=float, default=1.0, help="weight against strangers that look alike to the student only")
ap.add_argument("--pull", type=float, default=1.0, help="weight of the cosine between two views of one rendered head")
ap.add_argument("--share", type=float, default=0.5, help="share of rendered faces in a batch")
ap.add_argument("--size", type=int, default=96, help="training size of the low-resolution part")
ap.add_argument("--low-res", type=float, default=0.3, help="share of the time spent at the low resolution")
ap.add_argument("--hold", action="store_true", help="hold the batch statistics of the checkpoint: cheaper steps, for a run that goes on")
ap.add_argument("--flat", action="store_true", help="hold the learning rate: a run that another one goes on from")
ap.add_argument("--probe-every", type=float, default=8.0, help="processor minutes")
ap.add_argument("--init", default="")
ap.add_argument("--out", required=True)
a = ap.parse_args()

torch.set_num_threads(1)
torch.manual_seed(time.time_ns() % 2**31)
rng = np.random.RandomState(time.time_ns() % 2**31)
X = np.load(cache("faces.npy"), mmap_mode="r")
E = np.load(cache("teacher.npy"))
ut, ud, lt, ld, label = split()
train = np.concatenate([ut, lt])
back = Background(X, len(ut) + len(ud), np.concatenate([ut[::3], lt]))
aug = Augment(rng.randint(1 << 30))

net = Student().to(memory_format=torch.channels_last)
ema = Student().to(memory_format=torch.channels_last)
proj = torch.nn.Linear(DIM, E.shape[1], bias=False)
state = torch.load(a.init) if a.init else {}
if state:
    net.load_state_dict(state.get("net", state["ema"]))
    ema.load_state_dict(state["ema"])
    proj.load_state_dict(state["proj"])
net.freeze_statistics(a.hold)
rendered = None
if a.share > 0 and os.path.exists(cache("rendered", "faces.npz")):
    z = np.load(cache("rendered", "faces.npz"))
    rendered = dict(rgb=np.load(cache("rendered", "rgb.npy"), mmap_mode="r"), ir=np.load(cache("rendered", "ir.npy"), mmap_mode="r"),
                    views=[np.flatnonzero(~z["held"] & (z["id"] == k)) for k in range(int(z["id"][~z["held"]].max()) + 1)])
    head = MarginHead(DIM, len(rendered["views"]))
    if "head" in state:  # people are numbered in order, so those of an earlier, smaller set keep their rows
        old = state["head"]["weight"][:len(head.weight)]
        head.weight.data[:len(old)] = old
probe = Probe(X, E, ud, ld, label, rendered and z)
for p in ema.parameters():
    p.requires_grad_(False)

decay, flat = [], []
for p in net.parameters():
    (flat if p.ndim < 2 else decay).append(p)
groups = [{"params": decay, "weight_decay": a.wd, "k": 1.0}, {"params": flat, "weight_decay": 0.0, "k": 1.0},
          {"params": list(proj.parameters()), "weight_decay": 0.0, "k": 0.1}]
if rendered:
    groups.append({"params": list(head.parameters()), "weight_decay": 0.0, "k": 5.0})
opt = torch.optim.AdamW(groups, lr=a.lr, betas=(0.9, 0.98))
if "opt" in state and (not rendered or ("head" in state and len(old) == len(head.weight))):
    opt.load_state_dict(state["opt"])


def rate(p: float) -> float:
    if p < 0.03:
        return 0.05 + 0.95 * p / 0.03
    return 1.0 if a.flat else 0.003 + 0.997 * 0.5 * (1 + math.cos(math.pi * (p - 0.03) / 0.97))


def real_batch(n: int, size: int):
    idx = train[rng.randint(len(train), size=n)]
    return [aug(back(i), size) for i in idx], torch.from_numpy(E[idx])


def rendered_batch(n: int, size: int):
    """two views each of n/2 heads, one beside the other; 40 % of the views near-infrared"""
    ids = rng.choice(len(rendered["views"]), n // 2, replace=False)
    out = []
    for i in np.concatenate([rng.choice(rendered["views"][k], 2, replace=False) for k in ids]):
        v = rendered["rgb"][i] if rng.rand() < 0.6 else np.repeat(rendered["ir"][i][..., None], 3, 2)
        out.append(aug(v, size, mild=True))
    return out, torch.from_numpy(np.repeat(ids, 2))


def save(path: str) -> None:
    s = dict(ema=ema.state_dict(), net=net.state_dict(), proj=proj.state_dict(), opt=opt.state_dict(), views=views)
    if rendered:
        s["head"] = head.state_dict()
    torch.save(s, path + ".tmp")
    os.replace(path + ".tmp", path)


seen = Strangers(4096, DIM, E.shape[1])
start = last_probe = last_print = time.process_time()
views, step, hist = int(state.get("views", 525_000)), 0, []
first = views
while True:
    now = time.process_time()
    p = (now - start) / (a.minutes * 60)
    if p >= 1:
        break
    size = a.size if p < a.low_res else 112
    nr = 2 * int(a.batch * a.share / 2) if rendered else 0
    ims, t = real_batch(a.batch - nr, size)
    if nr:
        more, ids = rendered_batch(nr, size)
        ims += more
    for g in opt.param_groups:
        g["lr"] = a.lr * g["k"] * rate(p)
    net.train()
    with torch.autocast("cpu", dtype=torch.bfloat16):
        q = net(torch.from_numpy(to_input(np.stack(ims))).to(memory_format=torch.channels_last))
    q = F.normalize(q.float())
    n = len(t)
    l_cos = (1 - (F.normalize(proj(q[:n])) * t).sum(1)).mean()
    st = t @ t.T
    weight = (1 - torch.eye(n)) * (1 + 4 * (st > 0.3))
    l_rel = (weight * (q[:n] @ q[:n].T - st) ** 2).sum() / weight.sum()
    l_id = head(q[n:], ids) if nr else torch.zeros(())
    l_pull = (1 - (q[n::2] * q[n + 1::2]).sum(1)).mean() if nr else torch.zeros(())
    l_apart = seen(q[:n], t)
    loss = l_cos + a.rel * l_rel + a.identity * l_id + a.pull * l_pull + a.apart * l_apart
    opt.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    opt.step()
    step += 1
    views += len(ims)
    with torch.no_grad():
        d = min(0.998, (1 + step) / (20 + step)) if not a.init else 0.998
        torch._foreach_lerp_([v for v in ema.state_dict().values() if v.dtype.is_floating_point],
                             [v for v in net.state_dict().values() if v.dtype.is_floating_point], 1 - d)
    hist.append((l_cos.item(), l_rel.item(), l_id.item(), l_pull.item(), l_apart.item()))
    now = time.process_time()
    if now - last_print > 60:
        print("%5.1f min step %d views %d (%.0f/s) size %d cos %.4f rel %.5f id %.4f pull %.4f apart %.4f" %
              ((now - start) / 60, step, views, (views - first) / (now - start), size, *np.mean(hist, 0)), flush=True)
        hist, last_print = [], now
        save(a.out)
    if now - last_probe > a.probe_every * 60:
        print("   held out", json.dumps(probe(ema, proj)), flush=True)
        last_probe = time.process_time()
save(a.out)
print("end views", views, json.dumps(probe(ema, proj)))
