"""Train the detector for a span of time, on a GPU if there is one.

    python detect/train.py --seconds N --out CKPT [--workers W] [--init CKPT]

Worker processes make pictures; the learning rate follows the clock. The checkpoint (averaged weights) is written every minute.
"""
import argparse
import copy
import math
import os
import sys
import time

import cv2
import torch

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from common.device import device
from detect.feed import Feed
from detect.losses import losses
from detect.model import Detector
from detect.probe import Probe
from detect.targets import targets
from detect.views import view

ap = argparse.ArgumentParser()
ap.add_argument("--seconds", type=float, required=True, help="of training, by the clock; starting comes on top")
ap.add_argument("--workers", type=int, default=0, help="processes that make pictures; 0: a GPU gets all processors but five, else one")
ap.add_argument("--batch", type=int, default=0, help="0: 256 on a GPU, else 16")
ap.add_argument("--store", type=int, default=0, help="pictures kept on the device; 0: 16384 on a GPU, else 512")
ap.add_argument("--lr", type=float, default=0.0, help="0: 2e-3 on a GPU, else 1.5e-3")
ap.add_argument("--landmarks", type=float, default=8.0, help="weight of the landmark losses")
ap.add_argument("--seed", type=int, default=1)
ap.add_argument("--init", default="")
ap.add_argument("--out", required=True)
a = ap.parse_args()

cv2.setNumThreads(1)
gpu = os.path.exists("/dev/nvidiactl")  # asking the driver would make the workers' fork unsafe
feed = Feed(a.workers or (max(1, (os.cpu_count() or 6) - 5) if gpu else 1), a.seed)
dev = device()
fast = dev.type == "cuda"
size, lr = a.batch or (256 if fast else 16), a.lr or (2e-3 if fast else 1.5e-3)
torch.manual_seed(a.seed)
net = Detector().to(dev).to(memory_format=torch.channels_last)
if a.init:
    net.load_state_dict(torch.load(a.init, map_location=dev)["ema"])
ema = copy.deepcopy(net).eval().requires_grad_(False)
wide, flat = ([p for p in net.parameters() if (p.ndim > 1) == w] for w in (True, False))
opt = torch.optim.AdamW([{"params": wide, "weight_decay": 0.01}, {"params": flat, "weight_decay": 0.0}], lr=lr, betas=(0.9, 0.98), fused=fast)
probe = Probe(dev)
feed.store(dev, a.store or (16384 if fast else 512))


def rate(p: float) -> float:
    return 0.05 + 0.95 * p / 0.03 if p < 0.03 else 0.002 + 0.998 * 0.5 * (1 + math.cos(math.pi * (p - 0.03) / 0.97))


def save() -> None:
    half = {k: v.half() if v.is_floating_point() else v for k, v in ema.state_dict().items()}
    torch.save({"ema": half, "pictures": step * size}, a.out + ".tmp")
    os.replace(a.out + ".tmp", a.out)


floats = [(p, q) for p, q in zip(ema.state_dict().values(), net.state_dict().values()) if p.is_floating_point()]
averages, current = [p for p, _ in floats], [q for _, q in floats]
step, acc, since = 0, [], 0
start = said = saved = probed = time.time()
print("%s, %d workers, batch %d, %d parameters" % (dev, len(feed.workers), size, sum(p.numel() for p in net.parameters())), flush=True)
while (now := time.time()) - start < a.seconds:
    for g in opt.param_groups:
        g["lr"] = lr * rate((now - start) / a.seconds)
    x, faces, good, there = view(*feed.batch(size))
    with torch.autocast(dev.type, dtype=torch.bfloat16):
        out = net(x)
    parts = losses(out, *targets(faces, good, there))
    heat, box, offset, guess, field, looked = parts
    opt.zero_grad(set_to_none=True)
    (heat + box + 2 * offset + a.landmarks * (guess / 2 + field + looked)).backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 10)
    opt.step()
    step += 1
    acc.append(torch.stack([v.detach() for v in parts]))
    with torch.no_grad():
        torch._foreach_lerp_(averages, current, max(0.002, 20 / (step + 20)) if step < 10_000 else 0.002)
    if now - said > 20:
        print("%4.0f s step %d heat %.3f size %.3f off %.3f guess %.4f field %.4f landmarks %.4f, %.0f pictures/s, each used %.1f times" %
              (now - start, step, *torch.stack(acc).mean(0).tolist(), (step - since) * size / (now - said), step * size / max(1, feed.made)), flush=True)
        acc, since, said = [], step, now
    if now - saved > 60:
        save()
        saved = now
    if now - probed > 100:
        print(probe(ema), flush=True)
        probed = now
save()
print("end %d steps, %d views of %d pictures" % (step, step * size, feed.made), flush=True)
print(probe(ema), flush=True)
feed.stop()
