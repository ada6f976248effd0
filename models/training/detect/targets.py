"""Training targets on the grid of cells, for a batch on any device."""
import torch

from detect.model import GRID

#: the field is taught round each landmark as far as a first guess may miss, in face sizes, and at least so many cells
REACH, REACH_CELLS = 0.22, 1.6


def targets(faces: torch.Tensor, good: torch.Tensor, there: torch.Tensor):
    """faces [N,M,14] in pixels; good: to be found; there, not good: neither a face nor background.

    -> heat, weight of the heat, weight of the rest (all [N,G,G]), box as log w, log h, x, y from the cell's corner in cells
    [N,4,G,G], landmarks in cells from the middle of the first cell [N,10,G,G], and the field: where it is taught [N,5,G,G] and
    distance of that landmark from every cell's middle, in cells [N,10,G,G], with the size of its face in cells [N,5,G,G]
    """
    n, m, _ = faces.shape
    f = faces / 8
    w, h = f[..., 2].clamp(min=0.1), f[..., 3].clamp(min=0.1)
    cx, cy, s = f[..., 0] + w / 2, f[..., 1] + h / 2, (w * h).sqrt()
    inside = (cx > 0) & (cx < GRID) & (cy > 0) & (cy < GRID)
    good, bad = good & inside, there & ~(good & inside)
    at = torch.arange(GRID, device=faces.device) + 0.5
    grow = lambda v: v[:, :, None, None]
    dx, dy = at.view(1, 1, 1, -1), at.view(1, 1, -1, 1)
    px, py = grow(cx.floor().clamp(0, GRID - 1)) + 0.5, grow(cy.floor().clamp(0, GRID - 1)) + 0.5
    g = torch.exp(-((dx - px) ** 2 + (dy - py) ** 2) / (2 * grow((0.075 * s).clamp(min=0.55)) ** 2)) * grow(good)
    heat, whose = g.max(1)
    mask = torch.where(heat > 0.25, heat, 0)
    ignored = (((dx - grow(cx)).abs() < grow(w) / 2) & ((dy - grow(cy)).abs() < grow(h) / 2) & grow(bad)).any(1)
    cell = torch.arange(GRID, device=faces.device, dtype=torch.float32)
    per = torch.cat([torch.stack([w.log(), h.log(), cx, cy], 2), f[..., 4:] - 0.5], 2)  # [N,M,14]
    reg = per.transpose(1, 2)[:, :, :, None, None].expand(n, 14, m, GRID, GRID).gather(2, whose[:, None, None].expand(n, 14, 1, GRID, GRID))[:, :, 0]
    box = torch.cat([reg[:, :2], reg[:, 2:3] - cell.view(1, 1, 1, -1), reg[:, 3:4] - cell.view(1, 1, -1, 1)], 1)
    kx, ky = (f[..., k::2].transpose(1, 2)[:, :, :, None, None] - 0.5 for k in (4, 5))  # [N,5,M,1,1]
    ox, oy = kx - cell.view(1, 1, 1, 1, -1), ky - cell.view(1, 1, 1, -1, 1)
    reach = (REACH * s).clamp(min=REACH_CELLS)[:, None, :, None, None]
    far = torch.where(good[:, None, :, None, None], (ox * ox + oy * oy) / reach ** 2, 9.0)
    near, face = far.min(2, keepdim=True)
    pick = lambda v: v.expand(n, 5, m, GRID, GRID).gather(2, face)[:, :, 0]
    field = torch.stack([pick(ox), pick(oy)], 2).flatten(1, 2)
    return heat, (~ignored).float(), mask, box, reg[:, 4:], (near[:, :, 0] < 1).float(), field, pick(s[:, None, :, None, None])
