"""What a camera does to a picture, for whole batches on any device: blur, resolution, tone, light, noise, JPEG, cover.

Pictures are float [N,C,H,W] in 0..255 with C = 1 or 3; every function draws its own amounts per picture and returns a new batch.
"""
import math

import torch
import torch.nn.functional as F


def uniform(n: int, low: float, high: float, like: torch.Tensor) -> torch.Tensor:
    """[n,1,1,1]"""
    return torch.rand(n, 1, 1, 1, device=like.device) * (high - low) + low


def normal(n: int, sd: float, limit: float, like: torch.Tensor, channels: int = 1) -> torch.Tensor:
    """[n,channels,1,1], no further out than `limit`"""
    return (torch.randn(n, channels, 1, 1, device=like.device) * sd).clamp(-limit, limit)


def some(x: torch.Tensor, share: float, change, *more) -> torch.Tensor:
    """`change` applied to a random share of the batch; `more` are tensors of the same pictures that it also takes."""
    n = round(len(x) * share)
    if n < 1:
        return x
    at = torch.randperm(len(x), device=x.device)[:n]
    return x.index_copy(0, at, change(x[at], *(m[at] for m in more)).to(x.dtype))


def blur(x: torch.Tensor, widest: float = 1.8) -> torch.Tensor:
    """Out of focus (Gaussian, standard deviation up to `widest` pixels), or moved (a line up to 7 pixels long)"""
    n, _, h, w = x.shape
    sd, along = uniform(n, 0.4, widest, x)[:, 0], uniform(n, 0, math.pi, x)[:, 0]
    moved = torch.rand(n, 1, 1, device=x.device) < 0.4
    edge = 8  # the transform wraps round: give it a border to wrap into
    p = F.pad(x.float(), (edge,) * 4, mode="replicate")
    fy, fx = torch.fft.fftfreq(h + 2 * edge, device=x.device)[None, :, None], torch.fft.rfftfreq(w + 2 * edge, device=x.device)[None, None]
    gauss = torch.exp(-2 * (math.pi * sd) ** 2 * (fy * fy + fx * fx))
    line = torch.sinc(uniform(n, 2, 7, x)[:, 0] * (fx * torch.cos(along) + fy * torch.sin(along)))
    y = torch.fft.irfft2(torch.fft.rfft2(p) * torch.where(moved, line, gauss)[:, None], s=p.shape[2:])
    return y[:, :, edge:edge + h, edge:edge + w].clamp(0, 255)


def far(x: torch.Tensor, least: float = 0.23, most: float = 0.8, parts: int = 4) -> torch.Tensor:
    """Taken at a fraction of the resolution and enlarged again; one resolution and way of enlarging per part of the batch"""
    out = []
    for part in x.chunk(parts):
        side = [max(8, int(s * (least + (most - least) * torch.rand(()).item()))) for s in x.shape[2:]]
        small = F.interpolate(part, side, mode="bilinear", antialias=True)
        how = ("bilinear", "bicubic", "nearest")[int(torch.multinomial(torch.tensor([0.6, 0.3, 0.1]), 1))]
        out.append(F.interpolate(small, x.shape[2:], mode=how, **({} if how == "nearest" else {"align_corners": False})).clamp(0, 255))
    return torch.cat(out)


def tone(x: torch.Tensor, amount: float = 1.0) -> torch.Tensor:
    """Gamma, contrast, brightness, and for half of the colour pictures a gain per channel"""
    n, c = x.shape[:2]
    y = 255 * (x.clamp(0, 255) / 255 + 1e-4) ** torch.exp(normal(n, 0.30 * amount, 0.9, x))
    y = (y - 127) * torch.exp(normal(n, 0.22 * amount, 0.6, x)) + 127 + normal(n, 18 * amount, 50, x)
    if c > 1:
        y = y * torch.exp(normal(n, 0.08, 0.2, x, c) * (torch.rand(n, 1, 1, 1, device=x.device) < 0.5))
    return y.clamp(0, 255)


def grey(x: torch.Tensor) -> torch.Tensor:
    """One channel as near-infrared may weigh them (it stands close to red), repeated"""
    w = torch.distributions.Dirichlet(torch.tensor([3.0, 2.0, 1.0])).sample((len(x),)).to(x.device)
    return (x * w[:, :, None, None]).sum(1, keepdim=True).expand(-1, 3, -1, -1)


def _plane(x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    h, w = x.shape[2:]
    return torch.linspace(-1, 1, w, device=x.device)[None, None, None], torch.linspace(-1, 1, h, device=x.device)[None, None, :, None]


def side_light(x: torch.Tensor) -> torch.Tensor:
    gx, gy = _plane(x)
    t = uniform(len(x), 0, 2 * math.pi, x)
    return (x * (1 + uniform(len(x), 0.2, 0.7, x) * (torch.cos(t) * gx + torch.sin(t) * gy))).clamp(0, 255)


def spot_light(x: torch.Tensor) -> torch.Tensor:
    """An illuminator beside the lens: bright where it points, dark further out"""
    gx, gy = _plane(x)
    cx, cy, r, least = (uniform(len(x), *v, x) for v in ((-0.5, 0.5), (-0.5, 0.5), (0.5, 1.6), (0.05, 0.6)))
    return (x * uniform(len(x), 0.8, 1.6, x) * (least + (1 - least) * torch.exp(-((gx - cx) ** 2 + (gy - cy) ** 2) / (2 * r * r)))).clamp(0, 255)


def noise(x: torch.Tensor, same: torch.Tensor | None = None) -> torch.Tensor:
    """Sensor noise, 2..11 levels. same [N] bool: one noise for all channels of that picture (it was grey)"""
    z = torch.randn_like(x)
    if same is not None:
        z = torch.where(same[:, None, None, None], z[:, :1], z)
    return (x + z * uniform(len(x), 2, 11, x)).clamp(0, 255)


#: luminance table of ITU-T T.81 annex K.1
_TABLE = torch.tensor([[16, 11, 10, 16, 24, 40, 51, 61], [12, 12, 14, 19, 26, 58, 60, 55], [14, 13, 16, 24, 40, 57, 69, 56],
                       [14, 17, 22, 29, 51, 87, 80, 62], [18, 22, 37, 56, 68, 109, 103, 77], [24, 35, 55, 64, 81, 104, 113, 92],
                       [49, 64, 78, 87, 103, 121, 120, 101], [72, 92, 95, 98, 112, 100, 103, 99]], dtype=torch.float32)


def jpeg(x: torch.Tensor, worst: float = 25, best: float = 90) -> torch.Tensor:
    """Rounded in 8x8 cosine blocks as a JPEG of that quality does (BT.601 channels, none subsampled)"""
    n, c, h, w = x.shape
    k = torch.arange(8, device=x.device, dtype=torch.float32)
    d = torch.cos((2 * k[None] + 1) * k[:, None] * math.pi / 16) * math.sqrt(2 / 8)
    d[0] /= math.sqrt(2)
    x = x.float()
    if c == 3:
        m = torch.tensor([[0.299, 0.587, 0.114], [-0.168736, -0.331264, 0.5], [0.5, -0.418688, -0.081312]], device=x.device)
        x = torch.einsum("kc,nchw->nkhw", m, x)
    p = F.pad(x, (0, -w % 8, 0, -h % 8), mode="replicate")
    b = p.reshape(n, c, p.shape[2] // 8, 8, p.shape[3] // 8, 8)
    f = torch.einsum("ui,ncyixj,vj->ncyuxv", d, b, d)
    q = uniform(n, worst, best, x)
    s = torch.where(q < 50, 5000 / q, 200 - 2 * q) / 100
    t = (_TABLE.to(x.device) * s[:, 0]).clamp(1, 255).round()[:, None, None, :, None, :]
    if c == 3:
        t = torch.cat([t, t * 1.3, t * 1.3], 1)
    y = torch.einsum("ui,ncyuxv,vj->ncyixj", d, (f / t).round() * t, d).reshape(p.shape)[:, :, :h, :w]
    if c == 3:
        y = torch.einsum("kc,nchw->nkhw", torch.linalg.inv(m), y)
    return y.clamp(0, 255)


def cover(x: torch.Tensor) -> torch.Tensor:
    """Something in front: a rectangle of one level, or of noise"""
    gx, gy = _plane(x)
    n = len(x)
    hit = ((gx - uniform(n, -0.8, 0.8, x)).abs() < uniform(n, 0.12, 0.42, x)) & ((gy - uniform(n, -0.8, 0.8, x)).abs() < uniform(n, 0.12, 0.42, x))
    plain = torch.rand(n, 1, 1, 1, device=x.device) < 0.6
    return torch.where(hit, torch.where(plain, uniform(n, 0, 255, x), torch.rand_like(x) * 255), x)
