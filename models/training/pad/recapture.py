"""What a picture looks like on a screen or on paper, held before a camera; batches on the device, 0..1."""
import math

import torch

from pad.light import axes, bell, even, soften, some, spot


def _waves(x, lo: float, hi: float, spread: float):
    """Sine gratings of lo..hi cycles per pixel, slightly bent; `spread`: phase between channels"""
    u, v, half = axes(x)
    a = even(x, 0, math.pi)
    bend = even(x, 0, 3) * torch.sin(v * even(x, 2, 12))
    phase = even(x, 0, 6.3) + even(x, 0, spread, x.shape[1])
    return torch.sin(2 * math.pi * even(x, lo, hi) * (half * (u * torch.cos(a) + v * torch.sin(a)) + bend) + phase)


def screen(x):
    """Backlight, colour shift, moire, pixel grid"""
    c, (u, v, half) = x.shape[1], axes(x)
    x = even(x, 0, 0.15) + x * even(x, 0.6, 1.2)
    if c == 3:
        x = x * (1 + even(x, -0.2, 0.2, 3))
    x = x * (1 + even(x, 0.02, 0.2) * some(x, 0.8) * _waves(x, 0.02, 0.45, 6.3))
    x = x * (1 + even(x, 0.02, 0.12) * some(x, 0.4) * _waves(x, 0.02, 0.45, 0.5))
    k = 2 * math.pi * half / even(x, 1.5, 4)
    grid = torch.maximum(0.5 + 0.5 * torch.cos(u * k), 0.5 + 0.5 * torch.cos(v * k))
    return x * (1 - some(x, 0.5) * even(x, 0.05, 0.4) * grid)


def paper(x):
    """Contrast of ink (in near infrared dye inks wash out), grain, halftone, bend"""
    c, (u, v, half) = x.shape[1], axes(x)
    mean = x.mean((2, 3), keepdim=True)
    if c == 3:
        y = even(x, 0.06, 0.28) + x * even(x, 0.45, 0.85)
        g = y.mean(1, keepdim=True)
        y = (g + (y - g) * even(x, 0.3, 1.2)) * (1 + even(x, -0.15, 0.15, 3))
    else:
        y = torch.lerp(even(x, 0, 0.2) + x * even(x, 0.5, 1.0), even(x, 0.3, 0.6) + (x - mean) * even(x, 0.1, 0.5), some(x, 0.4))
    y = y + torch.randn_like(y[:, :1]) * some(x, 0.5) * even(x, 0.01, 0.06)
    k = 2 * math.pi * half / even(x, 1.6, 4)
    y = y * (1 + some(x, 0.4) * even(x, 0.03, 0.14) * torch.cos(u * k) * torch.cos(v * k))
    return y * (1 + some(x, 0.4) * even(x, 0.05, 0.3) * torch.sin(u * even(x, 1, 5) + even(x, 0, 6.3)))


def quad(x, lo: float, hi: float, band):
    """Masks of a turned rectangle with half sides lo..hi and of the same without its border"""
    u, v, half = axes(x)
    a, k = bell(x, 0.12), even(x, 0.3, 2.0) * half
    u, v = u - bell(x, 0.05), v - bell(x, 0.05)
    p, q = u * torch.cos(a) + v * torch.sin(a), v * torch.cos(a) - u * torch.sin(a)
    p, q = p * (1 + even(x, -0.12, 0.12) * q), q * (1 + even(x, -0.12, 0.12) * p)  # seen from the side
    w, h = even(x, lo, hi), even(x, lo * 1.1, hi * 1.2)
    inside = lambda b: torch.sigmoid((w - b - p.abs()) * k) * torch.sigmoid((h - b - q.abs()) * k)
    return inside(0), inside(band)


def recapture(content, scene):
    """content (its face in the middle) on a screen or sheet that is held before scene, sometimes filling the view"""
    x = torch.where(some(content, 0.5) > 0, screen(content), paper(content))
    x = soften(x, 0.6) + some(x, 0.35) * even(x, 0.2, 0.9) * spot(x, 0.05, 0.5)  # glare
    outer, inner = quad(x, 0.3, 0.95, some(x, 0.7) * even(x, 0.01, 0.15))
    full = some(x, 0.3)
    outer, inner = torch.maximum(outer, full), torch.maximum(inner, full)
    rim = torch.where(some(x, 0.5) > 0, even(x, 0, 0.2), even(x, 0.55, 1.0)).expand_as(x)
    return (scene * (1 - outer) + torch.lerp(rim, x, inner) * outer).clamp(0, 1)


def swap(content, scene):
    """content's face over scene's, feathered, its colours sometimes matched"""
    u, v, _ = axes(scene)
    r = even(scene, 0.22, 0.5)
    m = torch.sigmoid((1 - torch.sqrt((u / r) ** 2 + (v / (r * even(scene, 1.05, 1.4))) ** 2)) * even(scene, 4, 25))
    mid = slice(scene.shape[-1] // 3, scene.shape[-1] * 2 // 3)
    s, t = (torch.std_mean(y[:, :, mid, mid], (2, 3), keepdim=True) for y in (scene, content))
    same = (content - t[1]) / (t[0] + 0.02) * s[0] + s[1]
    return torch.lerp(scene, torch.lerp(content, same, some(scene, 0.6)), m).clamp(0, 1)
