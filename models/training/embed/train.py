"""Teach the student: reproduce the teacher on real faces, and tell rendered heads apart.

    python embed/train.py --seconds S --out CKPT [--init CKPT] [--batch N]

The teacher looks at every face anew, as it is bent and grafted this time; the student gets the same face through a camera and
follows its embedding and the similarities inside the batch. Rendered heads, where there are some, carry identities: a
large-margin softmax over them pulls views (colour and near-infrared) of one head together and pushes heads apart.
The learning rate follows the clock. The checkpoint holds averaged weights, heads and views seen: any run can go on from it.
"""
import argparse
import copy
import json
import math
import os
import sys
import time

import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import embed.views as views_of
from common.device import device, fused
from embed.crops import Faces, Heads
from embed.heads import MarginHead
from embed.model import DIM, Student
from embed.probe import Probe
from embed.teacher import Teacher

#: functions of embed/views.py that only look at one place of a picture at a time
POINTWISE = ("fill", "tone", "grey", "side_light", "spot_light", "noise", "cover", "jpeg", "to_input")

ap = argparse.ArgumentParser()
ap.add_argument("--seconds", type=float, required=True)
ap.add_argument("--batch", type=int, default=1024, help="real faces in a batch")
ap.add_argument("--heads", type=float, default=0.25, help="rendered faces in a batch, relative to real ones")
ap.add_argument("--lr", type=float, default=3e-3)
ap.add_argument("--wd", type=float, default=0.02)
ap.add_argument("--similar", type=float, default=8.0, help="weight of the similarities inside the batch")
ap.add_argument("--apart", type=float, default=4.0, help="weight against strangers that look alike to the student only")
ap.add_argument("--identity", type=float, default=0.1, help="weight of the margin over rendered heads")
ap.add_argument("--pull", type=float, default=0.3, help="weight of the cosine between two views of one rendered head")
ap.add_argument("--basis-from", type=int, default=4096, help="training faces that the teacher's basis is taken from")
ap.add_argument("--probe-every", type=float, default=100, help="seconds")
ap.add_argument("--probe-most", type=int, default=10_000)
ap.add_argument("--compile", action="store_true", help="fuse the nets' kernels first (a minute, on a GPU)")
ap.add_argument("--init", default="")
ap.add_argument("--out", required=True)
a = ap.parse_args()

dev = device()
faces, heads = Faces(dev), Heads.load(dev)
teacher = Teacher(dev, DIM, faces.x[torch.randperm(len(faces))[:a.basis_from].to(dev)])
probe = Probe(teacher, dev, a.probe_most)
net = Student().to(dev).to(memory_format=torch.channels_last)
margin = MarginHead(DIM, len(heads)).to(dev) if heads else None
views = 0  # real faces taught with
if a.init:
    state = torch.load(a.init, map_location=dev)
    net.load_state_dict(state["ema"])
    views = state["views"]
    if margin and len(state.get("head", ())) == len(margin.weight):
        margin.weight.data.copy_(state["head"])
ema = copy.deepcopy(net).eval().requires_grad_(False)
print(len(faces), "faces,", len(heads) if heads else 0, "heads, basis keeps %.4f," % teacher.kept, dev, flush=True)

learn = net

decay = [p for p in net.parameters() if p.ndim > 1]
flat = [p for p in net.parameters() if p.ndim < 2]
groups = [{"params": decay, "weight_decay": a.wd, "k": 1.0}, {"params": flat, "weight_decay": 0.0, "k": 1.0}]
if margin:
    groups.append({"params": list(margin.parameters()), "weight_decay": 0.0, "k": 3.0})
opt = torch.optim.AdamW(groups, lr=a.lr, betas=(0.9, 0.98), fused=dev.type == "cuda")


def rate(p: float) -> float:
    return 0.05 + 0.95 * p / 0.03 if p < 0.03 else 0.002 + 0.998 * 0.5 * (1 + math.cos(math.pi * (p - 0.03) / 0.97))


def save() -> None:
    s = {"ema": ema.state_dict(), "views": views + seen}
    if margin:
        s["head"] = margin.weight.detach().half()
    torch.save(s, a.out + ".tmp")
    os.replace(a.out + ".tmp", a.out)


def losses() -> tuple[torch.Tensor, list[torch.Tensor]]:
    clean, through = views_of.looks(*faces.batch(a.batch))
    t = teacher(clean)
    x, n = through, len(through)
    if margin:
        more, who = heads.batch(2 * int(a.batch * a.heads / 2))
        x = torch.cat([x, views_of.rendered_look(more)])
    with torch.autocast(dev.type, dtype=torch.bfloat16):
        q = learn(views_of.to_input(x).contiguous(memory_format=torch.channels_last))
    q = F.normalize(q.float())
    r, q = q[n:], q[:n]
    l_cos = (1 - (q * teacher.aim(t)).sum(1)).mean()
    want, got = t @ t.T, q @ q.T
    weight = (1 - torch.eye(n, device=dev)) * (1 + 4 * (want > 0.3))
    l_similar = (weight * (got - want) ** 2).sum() / weight.sum()
    l_apart = (F.relu(got - want.clamp(min=0) - 0.15) ** 2 * (want < 0.4)).sum() / n
    none = torch.zeros((), device=dev)
    l_id, l_pull = (margin(r, who), (1 - (r[::2] * r[1::2]).sum(1)).mean()) if margin else (none, none)
    loss = l_cos + a.similar * l_similar + a.apart * l_apart + a.identity * l_id + a.pull * l_pull
    return loss, [l_cos, l_similar, l_apart, l_id, l_pull]


if a.compile:
    plain = teacher.net, {name: getattr(views_of, name) for name in POINTWISE}
    try:
        learn, teacher.net = torch.compile(net), torch.compile(teacher.net)
        fused(views_of, POINTWISE)
        for _ in range(3):
            losses()[0].backward()
    except Exception as e:  # whatever this machine's compiler lacks: the same, only slower
        print("not compiled:", str(e)[:300], flush=True)
        learn, teacher.net = net, plain[0]
        for name, f in plain[1].items():
            setattr(views_of, name, f)
    print("compiled", flush=True)
step, seen, hist = 0, 0, []
start = last_print = last_probe = last_save = time.time()
while True:
    now = time.time()
    p = (now - start) / a.seconds
    if p >= 1:
        break
    for g in opt.param_groups:
        g["lr"] = a.lr * g["k"] * rate(p)
    net.train()
    loss, parts = losses()
    opt.zero_grad(set_to_none=True)
    loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
    opt.step()
    step += 1
    seen += a.batch
    with torch.no_grad():
        d = min(0.999, (1 + step) / (20 + step)) if not a.init else 0.999
        torch._foreach_lerp_([v for v in ema.state_dict().values() if v.dtype.is_floating_point],
                             [v for v in net.state_dict().values() if v.dtype.is_floating_point], 1 - d)
        hist.append(torch.stack([v.detach() for v in parts]))
    if step % 10 == 0 and dev.type == "cuda":
        torch.cuda.synchronize()  # the clock decides: let the queue not run ahead of it
    if now - last_print > 20:
        print("%4.0f s step %d views %d (%.0f/s) cos %.4f similar %.5f apart %.4f id %.3f pull %.3f" %
              (now - start, step, views + seen, seen / (now - start), *torch.stack(hist).mean(0).tolist()), flush=True)
        hist, last_print = [], now
    if now - last_save > 60:
        last_save = now
        save()
    if now - last_probe > a.probe_every:
        last_probe = now
        print("   held out", json.dumps(probe(ema)), flush=True)
save()
print("end views", views + seen, json.dumps(probe(ema)))
