"""Train one presentation-attack net for a budget of seconds by the clock, on a GPU or a processor alike.

    python pad/train.py rgb|ir --seconds N --out CKPT [--init CKPT] [--batch N]     (after pad/pool.py)

Patient distillation: the public teacher and the student look at the very same view, whose variety is what teaches. Where the
label is certain it counts beside the teacher's word; rendered crops, which the teacher does not know, have the label alone.
The checkpoint holds averaged weights. On the way there: progress every 20 s, held-out figures every 100 s.
"""
import argparse
import copy
import math
import os
import sys
import time

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.device import device
from common.paths import cache
from pad.metrics import area_and_eer
from pad.net import KINDS
from pad.teacher import Teacher
from pad.views import Views

#: log-odds beyond this say nothing more
SURE = 8.0


def held_report(net, kind: str, dev) -> str:
    z = np.load(cache("pad", kind + ".npz"))
    x, out = torch.from_numpy(z["held"]), []
    x = x[:, None] if x.ndim == 3 else x.permute(0, 3, 1, 2)
    with torch.no_grad():
        s = torch.cat([net(b.to(dev).float() / 255) for b in x.split(256)]).cpu().numpy()
    for name in dict.fromkeys(z["held_set"].tolist()):
        pair = [s[(z["held_set"] == name) & (z["held_live"] == k)] for k in (True, False)]
        if all(len(p) for p in pair):
            out.append("%s %.4f/%.3f" % ((name,) + area_and_eer(*pair)[:2]))
    return "AUC/EER " + ", ".join(out)


class Loss(nn.Module):
    """Label and teacher: cross-entropy of the mixed target, the teacher's log-odds, and its last features"""

    def __init__(self, width: int, features: int):
        super().__init__()
        self.project = nn.Sequential(nn.Linear(width, 256), nn.ReLU(), nn.Linear(256, features))
        self.norm = nn.BatchNorm1d(features, affine=False)

    def forward(self, feature, z, label, certain, word, teacher):
        target = torch.lerp(torch.sigmoid(word), 0.97 * label + 0.015, certain)
        hard = F.binary_cross_entropy_with_logits(z, target)
        near = ((1 - certain) * F.smooth_l1_loss(z.clamp(-SURE - 2, SURE + 2), word.clamp(-SURE, SURE), reduction="none")).mean()
        same = F.mse_loss(self.project(feature), self.norm(teacher))
        return hard + 0.3 * near + 0.5 * same, (hard.detach(), near.detach(), same.detach())


def save(path: str, net) -> None:
    torch.save({k: v.cpu() for k, v in net.state_dict().items()}, path + ".new")
    os.replace(path + ".new", path)


def average(ema, net, step: int) -> None:
    k = 1 - min(0.999, (step + 1) / (step + 20))
    with torch.no_grad():
        mine, theirs = list(ema.state_dict().values()), list(net.state_dict().values())
        floats = [(p, q) for p, q in zip(mine, theirs) if p.dtype.is_floating_point]
        torch._foreach_lerp_([p for p, _ in floats], [q for _, q in floats], k)


def main() -> None:
    ap = argparse.ArgumentParser()
    ap.add_argument("kind", choices=list(KINDS))
    ap.add_argument("--init", default="")
    ap.add_argument("--out", required=True)
    ap.add_argument("--seconds", type=float, default=3600)
    ap.add_argument("--lr", type=float, default=2e-3)
    ap.add_argument("--wd", type=float, default=0.02)
    ap.add_argument("--batch", type=int, default=0, help="0: 512 on a GPU, 64 without one")
    ap.add_argument("--rendered", type=float, default=0.25, help="share of rendered crops in a batch")
    a = ap.parse_args()
    dev = device()
    a.batch = a.batch or (512 if dev.type == "cuda" else 64)
    views, teacher, net = Views(a.kind, dev, a.rendered), Teacher(a.kind).to(dev), KINDS[a.kind][0]()
    if a.init:
        net.load_state_dict({k: v.float() for k, v in torch.load(a.init, map_location="cpu").items()})
    net = net.to(dev).to(memory_format=torch.channels_last)
    ema = copy.deepcopy(net).eval()
    x, *_ = views.batch(64)
    loss_of = Loss(net.fc.in_features, teacher(x)[1].shape[1]).to(dev)
    opt = torch.optim.AdamW([*net.parameters(), *loss_of.parameters()], lr=a.lr, weight_decay=a.wd, fused=dev.type == "cuda")
    start = time.monotonic()
    said, saved, looked = start, start, start
    step, since, parts = 0, 0, []
    while (now := time.monotonic()) - start < a.seconds:
        done = (now - start) / a.seconds
        for g in opt.param_groups:
            g["lr"] = a.lr * min(1, done / 0.03 + 0.01) * (0.005 + 0.995 * 0.5 * (1 + math.cos(math.pi * done)))
        x, label, certain, mode = views.batch(a.batch)
        word, feature = teacher(x)
        with torch.autocast(dev.type, torch.bfloat16):
            mine = net.features(x)
        loss, part = loss_of(mine, net.fc(mine)[:, 0], label, certain, word, feature)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(net.parameters(), 5.0)
        opt.step()
        average(ema, net, step)
        step, since = step + 1, since + a.batch
        if step % 10 == 0:
            parts.append(torch.stack(part))
        if now - said > 20 and parts:
            p = torch.stack(parts).mean(0).tolist()
            print("%4.0f s step %d loss label %.4f logit %.4f features %.4f, %.0f pictures/s" % ((now - start, step) + tuple(p) + (since / (now - said),)), flush=True)
            said, since, parts = now, 0, []
        if now - saved > 60:
            save(a.out, ema)
            saved = now
        if now - looked > 100:
            print("     held out:", held_report(ema, a.kind, dev), flush=True)
            looked = now
    save(a.out, ema)
    print("end: %d steps, %d views;" % (step, step * a.batch), held_report(ema, a.kind, dev), flush=True)


if __name__ == "__main__":
    main()
