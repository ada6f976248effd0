"""Batches of views with what is certain about them, made on the device from the pool."""
import numpy as np
import torch

from common.paths import cache
from pad.light import camera, even, levels, light, noise, some
from pad.net import KINDS, MARGIN
from pad.pictures import Pictures
from pad.recapture import recapture, swap

#: kind of a view -> its share, and how much the certain label counts beside the teacher's word (0: the teacher's alone)
MODES = {"live": (0.24, 0.5), "attack": (0.22, 0.5), "photo": (0.08, 0.0), "swap": (0.16, 0.0), "recapture": (0.16, 0.3), "mix": (0.14, 0.0)}
NAMES = tuple(MODES) + ("rendered",)


class Views:
    """batch(n) -> x [n,C,S,S] 0..1, label (1 live), weight of the label beside the teacher (1: the label alone), mode."""

    def __init__(self, kind: str, device, share: float):
        self.kind, self.device, self.share = kind, device, share
        _, self.scale, self.side = KINDS[kind]
        z, grey = np.load(cache("pad", kind + ".npz")), kind == "ir"
        other = np.load(cache("pad", "rgb.npz")) if grey else z
        live = z["live"]
        self.real = [Pictures(z["frames"][live == k], z["box"][live == k], device, grey) for k in (False, True)]
        self.photos = [Pictures(other["photos"], other["photos_box"], device, grey)]
        if grey:
            self.photos.append(Pictures(other["frames"], other["box"], device, grey))
        r = torch.from_numpy(z["rendered"]).to(device)
        self.rendered = r[:, None] if grey else r.permute(0, 3, 1, 2).contiguous()
        s = z["rendered_species"]
        groups = [np.flatnonzero(s == k) for k in sorted(set(s.tolist())) if k != "live"]
        self.groups = [torch.from_numpy(g).to(device) for g in groups]
        self.alive = torch.from_numpy(np.flatnonzero(s == "live")).to(device)
        self.certain = torch.tensor([v[1] for v in MODES.values()] + [1.0], device=device)

    def _random(self, n: int, lo: float, hi: float):
        return torch.rand(n, device=self.device) * (hi - lo) + lo

    def _cut(self, pictures: Pictures, n: int, out: int):
        """The product's crop with the detector's error in it; half of them as if the face were further away than it was"""
        if n == 0:
            return torch.zeros(0, pictures.full.shape[1], out, out, device=self.device)
        i = torch.randint(len(pictures), (n,), device=self.device)
        box, (h, w) = pictures.box[i], pictures.full.shape[2:]
        most = float(min(h, w))
        side = self.scale * box[:, 2:].amax(1) * torch.exp(torch.randn(n, device=self.device) * 0.08)
        c = box[:, :2] + box[:, 2:] / 2 + torch.randn(n, 2, device=self.device) * 0.04 * box[:, 2:]
        inside = self._random(n, 0, 1) < 0.5
        side = torch.where(inside, side.clamp(max=most), side.clamp(max=1.9 * most))
        half = side[:, None] / 2
        end = torch.tensor([float(w), float(h)], device=self.device)
        c = torch.where(inside[:, None], torch.minimum(torch.maximum(c, half), end - half), c)
        turn = torch.where(self._random(n, 0, 1) < 0.5, torch.randn(n, device=self.device) * 0.1, torch.zeros(n, device=self.device))
        stretch = torch.exp(torch.randn(n, device=self.device) * 0.03) * torch.where(self._random(n, 0, 1) < 0.5, -1.0, 1.0)
        return pictures.cut(i, c, side, turn, stretch, out, "reflection" if np.random.random() < 0.4 else "border")

    def _any(self, n: int, out: int):
        """n views, not in any order of their sources: live, attack, photographs"""
        sources = [*self.real, *self.photos]
        k = np.random.multinomial(n, [0.3, 0.3] + [0.4 / len(self.photos)] * len(self.photos))
        x = torch.cat([self._cut(s, int(m), out) for s, m in zip(sources, k) if m])
        return x[torch.randperm(n, device=self.device)]

    def _real(self, n: int):
        out = 2 * self.side
        k = {name: max(1, int(n * share)) for name, (share, _) in MODES.items()}
        k["live"] += n - sum(k.values())
        x, label = [self._cut(self.real[1], k["live"], out), self._cut(self.real[0], k["attack"], out)], [1.0] * k["live"] + [0.0] * k["attack"]
        x.append(self._cut(self.photos[np.random.randint(len(self.photos))], k["photo"], out))
        x.append(swap(self._any(k["swap"], out), self._cut(self.real[np.random.random() < 0.7], k["swap"], out)))
        content = torch.cat([self._cut(self.real[1], k["recapture"] // 2, out), self._cut(self.photos[0], k["recapture"] - k["recapture"] // 2, out)])
        x.append(recapture(content, self._cut(self.real[np.random.random() < 0.8], k["recapture"], out)))
        a, b = self._any(k["mix"], out), self._any(k["mix"], out)
        m = even(a, 0, 1)
        u = torch.arange(out, device=self.device) / out
        halves = ((u.view(1, 1, 1, -1) < m) ^ (some(a, 0.5) > 0)).float().expand(len(a), 1, out, out)
        halves = torch.where(some(a, 0.5) > 0, halves, halves.transpose(2, 3))
        x.append(torch.lerp(a, b, torch.where(some(a, 0.5) > 0, m.expand_as(halves), halves)))
        mode = torch.cat([torch.full((int(k[name]),), i, device=self.device) for i, name in enumerate(MODES)])
        label = torch.cat([torch.tensor(label, device=self.device), torch.zeros(n - len(label), device=self.device)])
        return camera(light(self._occlude(torch.cat(x)))), label, mode

    def _occlude(self, x):
        n, u = len(x), (torch.arange(x.shape[-1], device=self.device) + 0.5) / x.shape[-1]
        a, b, w, h = even(x, 0, 1), even(x, 0, 1), even(x, 0.05, 0.2), even(x, 0.05, 0.2)
        m = ((u.view(1, 1, 1, -1) - a).abs() < w) & ((u.view(1, 1, -1, 1) - b).abs() < h) & (some(x, 0.08) > 0)
        return torch.where(m, even(x, 0, 1, x.shape[1]), x)

    def _drawn(self, n: int):
        k, d = n // 2, self.device
        i = [self.alive[torch.randint(len(self.alive), (k,), device=d)]]
        i += [g[torch.randint(len(g), (m,), device=d)] for g, m in zip(self.groups, np.random.multinomial(n - k, [1 / len(self.groups)] * len(self.groups)))]
        p, q = np.random.randint(0, 2 * MARGIN[self.kind] + 1, 2)
        x = self.rendered[torch.cat(i)][:, :, p:p + self.side, q:q + self.side].float() / 255
        if np.random.random() < 0.5:
            x = x.flip(3)
        x = levels(noise(light(x, 0.7), 0.4, 0.02))
        return x, (torch.arange(n, device=d) < k).float(), torch.full((n,), len(MODES), device=d)

    def batch(self, n: int):
        k = int(n * self.share)
        x, label, mode = (torch.cat(v) for v in zip(self._real(n - k), self._drawn(k)))
        return x.contiguous(memory_format=torch.channels_last), label, self.certain[mode], mode
