"""Two looks at one face, for whole batches on any device: a clean one for the teacher and one through a camera for the student.

Photographs of some ten thousand people are few. So faces are also bent smoothly and grafted into each other: people that
nobody photographed, about whom the teacher has its opinion all the same.
"""
import math

import torch
import torch.nn.functional as F

from common.camera import blur, cover, far, grey, jpeg, noise, normal, side_light, some, spot_light, tone

#: rotation in degrees, log scale, shift in pixels (standard deviations): what the detector's landmarks do to the alignment
STUDENT, RENDERED = (4.0, 0.05, 2.2), (4.5, 0.09, 4.2)
TEACHER = (1.5, 0.02, 0.8)


def to_input(x: torch.Tensor) -> torch.Tensor:
    """levels 0..255 -> [-1, 127/128]: the same map as DequantizeLinear(1/128, 128) of the rounded level"""
    return (x.round().clamp(0, 255) - 128.0) / 128.0


def fill(x: torch.Tensor, frame: torch.Tensor) -> torch.Tensor:
    """Other picture content in the black frame ([N,1,H,W] bool) that alignment leaves round tight photographs, three times in four"""
    n = len(x)
    other = x.roll(1, 0).flip(2)
    other = torch.where(torch.rand(n, 1, 1, 1, device=x.device) < 0.4, F.avg_pool2d(other, 9, 1, 4), other)
    other = torch.where(torch.rand(n, 1, 1, 1, device=x.device) < 0.25, torch.rand(n, 3, 1, 1, device=x.device) * 255, other)
    return torch.where(frame & (torch.rand(n, 1, 1, 1, device=x.device) < 0.75), other, x)


def graft(x: torch.Tensor) -> torch.Tensor:
    """Each picture partly becomes the next: by one share everywhere, or by soft patches"""
    n = len(x)
    other = x.roll(1, 0)
    patches = F.interpolate(torch.randn(n, 1, 4, 4, device=x.device), x.shape[2:], mode="bicubic", align_corners=False)
    share = torch.where(torch.rand(n, 1, 1, 1, device=x.device) < 0.4, torch.rand(n, 1, 1, 1, device=x.device) * 0.5, torch.sigmoid(patches * 4))
    return x + (other - x) * share


def bend(n: int, size: int, pixels: float, device) -> torch.Tensor:
    """[N,size,size,2] smooth displacement in units of the sampling grid, up to a standard deviation of `pixels` at its knots, for half of the batch"""
    amount = (torch.rand(n, 1, 1, 1, device=device) * 2 - 1).clamp(min=0)
    knots = torch.randn(n, 2, 5, 5, device=device) * (pixels * 2 / size) * amount
    return F.interpolate(knots, (size, size), mode="bicubic", align_corners=True).permute(0, 2, 3, 1)


def place(n: int, size: int, spread, device) -> torch.Tensor:
    """[N,size,size,2] sampling grid of a random similarity"""
    like = torch.zeros(1, device=device)
    turn, grow = normal(n, spread[0] * math.pi / 180, 0.2, like)[:, 0, 0], torch.exp(normal(n, spread[1], 0.25, like))[:, 0, 0]
    shift = (torch.randn(n, 2, device=device) * spread[2]).clamp(-2.6 * spread[2], 2.6 * spread[2]) * 2 / size
    c, s = torch.cos(turn) * grow, torch.sin(turn) * grow
    m = torch.stack([torch.cat([c, -s, shift[:, :1]], 1), torch.cat([s, c, shift[:, 1:]], 1)], 1)
    return F.affine_grid(m, (n, 3, size, size), align_corners=False)


def sample(x: torch.Tensor, grid: torch.Tensor) -> torch.Tensor:
    n = len(x) // 2  # half of the pictures end at their border, as at the edge of a frame
    return torch.cat([F.grid_sample(x[:n], grid[:n], "bilinear", "border", align_corners=False),
                      F.grid_sample(x[n:], grid[n:], "bilinear", "zeros", align_corners=False)])


def camera(x: torch.Tensor, strength: float = 1.0) -> torch.Tensor:
    """Every fourth picture stays as it is."""
    keep = x
    x = some(x, 0.30 * strength, far)
    x = some(x, 0.25 * strength, blur)
    was_grey = torch.rand(len(x), device=x.device) < 0.30
    x = torch.where(was_grey[:, None, None, None], grey(x), x)
    x = tone(x, strength)
    x = some(x, 0.25 * strength, side_light)
    x = some(x, 0.15 * strength, spot_light)
    x = some(x, 0.25 * strength, noise, was_grey)
    x = some(x, 0.25 * strength, jpeg)
    x = some(x, 0.30, cover)
    return torch.where(torch.rand(len(x), 1, 1, 1, device=x.device) < 0.25, keep, x)


def looks(x: torch.Tensor, frame: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """x: float levels [N,3,112,112] of real faces, in random order; frame: where alignment left black. -> teacher's view, student's view"""
    n, size = len(x), x.shape[-1]
    x = fill(x, frame)
    x = torch.where(torch.rand(n, 1, 1, 1, device=x.device) < 0.5, x.flip(3), x)
    x = some(x, 0.35, graft)
    bent = bend(n, size, 3.0, x.device)
    clean = sample(x, place(n, size, TEACHER, x.device) + bent)
    return clean, camera(sample(x, place(n, size, STUDENT, x.device) + bent))


def rendered_look(x: torch.Tensor) -> torch.Tensor:
    """The scene simulator has already put light, blur and distance into its frames"""
    x = torch.where(torch.rand(len(x), 1, 1, 1, device=x.device) < 0.5, x.flip(3), x)
    return camera(sample(x, place(len(x), x.shape[-1], RENDERED, x.device)), 0.5)
