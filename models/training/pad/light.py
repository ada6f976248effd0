"""Light and camera on the device, a batch at once: x [B,C,S,S] in 0..1, each picture with its own luck."""
import math

import torch
import torch.nn.functional as F

_K = torch.tensor([[16, 11, 10, 16, 24, 40, 51, 61], [12, 12, 14, 19, 26, 58, 60, 55], [14, 13, 16, 24, 40, 57, 69, 56],
                   [14, 17, 22, 29, 51, 87, 80, 62], [18, 22, 37, 56, 68, 109, 103, 77], [24, 35, 55, 64, 81, 104, 113, 92],
                   [49, 64, 78, 87, 103, 121, 120, 101], [72, 92, 95, 98, 112, 100, 103, 99]]) / 255.0  # JPEG, Annex K
_DCT = torch.tensor([[math.sqrt((1 if k == 0 else 2) / 8) * math.cos(math.pi * (2 * n + 1) * k / 16) for n in range(8)] for k in range(8)])
_YCC = torch.tensor([[0.299, 0.587, 0.114], [-0.1687, -0.3313, 0.5], [0.5, -0.4187, -0.0813]])


def even(x, lo: float, hi: float, c: int = 1):
    return torch.rand(len(x), c, 1, 1, device=x.device) * (hi - lo) + lo


def bell(x, sd: float, c: int = 1):
    return torch.randn(len(x), c, 1, 1, device=x.device) * sd


def some(x, p: float):
    """1 with probability p, else 0"""
    return (torch.rand(len(x), 1, 1, 1, device=x.device) < p).float()


def axes(x):
    """x and y of every point in -1..1, and how many pixels that is"""
    n = x.shape[-1]
    a = (torch.arange(n, device=x.device) + 0.5) * 2 / n - 1
    return a.view(1, 1, 1, n), a.view(1, 1, n, 1), n / 2


def spot(x, lo: float, hi: float):
    """A round spot of light: 1 in its middle, radius lo..hi of half a picture"""
    u, v, _ = axes(x)
    r = even(x, lo, hi)
    return torch.exp(-((u - even(x, -0.9, 0.9)) ** 2 + (v - even(x, -0.9, 0.9)) ** 2 * even(x, 0.5, 1.8)) / (2 * r * r))


def light(x, strong: float = 1.0):
    """White balance, saturation, black level, gamma, exposure, falloff. strong scales all of it."""
    c = x.shape[1]
    if c == 3:
        x = x * (1 + some(x, 0.6) * even(x, -0.18, 0.18, 3) * strong)
        g = x.mean(1, keepdim=True)
        x = g + (x - g) * (1 + some(x, 0.4) * even(x, -0.6, 0.4) * strong)
        x = torch.lerp(x, x.mean(1, keepdim=True), some(x, 0.04))
    else:
        p = x[:, :, ::6, ::6].flatten(1).sort(1).values
        low, high = (p[:, int(q * (p.shape[1] - 1))].view(-1, 1, 1, 1) for q in (0.03, 0.97))
        y = ((x - low * even(x, 0.3, 1.0)).clamp(min=0)) * even(x, 0.5, 1.0) / (high - low).clamp(min=0.08)
        x = torch.lerp(x, y, some(x, 0.35))
    x = x.clamp(1e-4, 1) ** torch.exp(bell(x, 0.25 * strong))
    x = x * (1 + even(x, -0.35, 0.25) * strong) + bell(x, 0.025 * strong)
    low = even(x, 0.35, 1.0)
    return torch.lerp(x, x * (low + (1 - low) * spot(x, 0.4, 1.8)), some(x, 0.35)).clamp(0, 1)


def jpeg(x, some_of):
    """8x8 blocks at a quality of 30 to 95 where some_of is 1"""
    b, c, h, w = x.shape
    d, m = _DCT.to(x.device), _YCC.to(x.device)
    y = torch.einsum("ij,bjhw->bihw", m, x) if c == 3 else x
    q = even(x, 30, 95)
    q = torch.where(q < 50, 50 / q, 2 - q / 50).view(b, 1, 1, 1, 1, 1)
    step = (q * _K.to(x.device).view(1, 1, 1, 8, 1, 8)).clamp(min=1 / 255)
    if c == 3:
        step = step * torch.tensor([1.0, 1.5, 1.5], device=x.device).view(1, 3, 1, 1, 1, 1)
    y = y.reshape(b, c, h // 8, 8, w // 8, 8)
    y = torch.einsum("ij,bchjwk->bchiwk", d, y)
    y = torch.einsum("lk,bchiwk->bchiwl", d, y)
    y = torch.round(y / step) * step
    y = torch.einsum("ij,bchiwk->bchjwk", d, y)
    y = torch.einsum("lk,bchiwl->bchiwk", d, y).reshape(b, c, h, w)
    y = torch.einsum("ij,bjhw->bihw", torch.linalg.inv(m), y) if c == 3 else y
    return torch.lerp(x, y, some_of)


def soften(x, most: float):
    """Blur of 0 to `most` times two box filters of 5, for some"""
    y = F.avg_pool2d(F.avg_pool2d(x, 3, 1, 1, count_include_pad=False), 3, 1, 1, count_include_pad=False)
    z = F.avg_pool2d(F.avg_pool2d(y, 5, 1, 2, count_include_pad=False), 3, 1, 1, count_include_pad=False)
    return torch.lerp(torch.lerp(x, y, some(x, 0.5) * even(x, 0, 1)), z, some(x, 0.2) * even(x, 0, most))


def noise(x, p: float, most: float):
    z = torch.randn_like(x)
    z = torch.lerp(z, z.mean(1, keepdim=True) * math.sqrt(x.shape[1]), some(x, 0.5))
    return x + z * some(x, p) * even(x, 0.002, most)


def camera(x):
    """Twice the resolution in, the net's out: lens, sensor, compression, size"""
    x = noise(soften(x, 0.8), 0.5, 0.05)
    x = F.avg_pool2d(jpeg(x.clamp(0, 1), some(x, 0.3)), 2)
    small = F.interpolate(x, size=int(torch.randint(x.shape[-1] // 2, x.shape[-1], ())), mode="bilinear", antialias=True)
    x = torch.lerp(x, F.interpolate(small, size=x.shape[-1], mode="bilinear"), some(x, 0.25))
    return levels(noise(x, 0.4, 0.03))


def levels(x):
    """Whole levels of a byte, still 0..1: student and teacher see what the product would"""
    return torch.round(x.clamp(0, 1) * 255) / 255
