"""What the training device does to a batch: another cut of every picture, light and camera. Labels follow."""
import torch
import torch.nn.functional as F

from common import camera

#: how often a picture is cut anew; the rest stays as the product letterboxes it, down to the pixel
CUT = 0.65
#: a face is taught while more than this part of its box is in the picture, and while the box shows more contrast (levels)
SEEN, CONTRAST = 0.55, 4.0


def cut(x: torch.Tensor, faces: torch.Tensor):
    """Turned, scaled, shifted a little. x float [N,3,S,S], faces [N,M,14] (x, y, w, h, landmarks) -> the same"""
    n, side = len(x), x.shape[2]
    on = (torch.rand(n, device=x.device) < CUT).float()
    turn = (torch.randn(n, device=x.device) * 0.08).clamp(-0.25, 0.25) * on
    k = torch.exp((torch.rand(n, device=x.device) * 0.55 - 0.25) * on)
    shift = torch.randn(n, 2, device=x.device) * 0.07 * side * on[:, None]
    c, s = torch.cos(turn) * k, torch.sin(turn) * k
    m = torch.stack([c, -s, s, c], 1).view(n, 2, 2)
    inverse = torch.linalg.inv(m)
    at = 2 / side * torch.einsum("nij,nj->ni", inverse, -shift)
    grid = F.affine_grid(torch.cat([inverse, at[:, :, None]], 2), x.shape, align_corners=False)
    half = n // 2  # the batch is in random order: half gets black borders, half drawn-out ones
    x = torch.cat([F.grid_sample(p, g, mode="bilinear", padding_mode=b, align_corners=False)
                   for p, g, b in ((x[:half], grid[:half], "zeros"), (x[half:], grid[half:], "border"))])
    to = lambda p: torch.einsum("nij,nmkj->nmki", m, p - side / 2) + shift[:, None, None] + side / 2
    kp = to(faces[..., 4:].unflatten(2, (5, 2))).flatten(2)
    wh = faces[..., 2:4]
    middle = to((faces[..., :2] + wh / 2)[:, :, None])[:, :, 0]
    grown = torch.hypot(wh * c.abs()[:, None, None], wh.flip(2) * s.abs()[:, None, None])
    return x, torch.cat([middle - grown / 2, grown, kp], 2)


def light(x: torch.Tensor, nir: torch.Tensor, plain: torch.Tensor) -> torch.Tensor:
    """x float [N,3,S,S] in 0..255; nir, plain [N] bool: near-infrared look, and a picture that has been through a camera already"""
    x = torch.where(nir[:, None, None, None], camera.grey(x), x)
    y = camera.some(x, 0.08, camera.far)
    y = camera.some(y, 0.75, camera.tone, )
    y = camera.some(y, 0.2, camera.side_light)
    spot = torch.rand(len(x), device=x.device) < torch.where(nir, 0.6, 0.15)
    y = torch.where(spot[:, None, None, None], camera.spot_light(y), y)
    y = camera.some(y, 0.3, lambda v: camera.blur(v, 1.6))
    y = camera.some(y, 0.5, camera.noise, nir)
    # a gain per channel or coloured noise has no place in a single channel
    y = torch.where(nir[:, None, None, None], y[:, :1].expand_as(y), y)
    return torch.where(plain[:, None, None, None], x, y).round().clamp(0, 255)


def visible(x: torch.Tensor, faces: torch.Tensor) -> torch.Tensor:
    """[N,M] bool: worth finding. Too much outside, or too dark to see, is neither a face nor background."""
    n, m, side = *faces.shape[:2], x.shape[2]
    w, h = faces[..., 2].clamp(min=1), faces[..., 3].clamp(min=1)
    lo, hi = faces[..., :2].clamp(0, side), (faces[..., :2] + faces[..., 2:4]).clamp(0, side)
    part = (hi - lo).clamp(min=0).prod(2) / (w * h)
    # 12 x 10 points of the box
    u = torch.linspace(0.05, 0.95, 10, device=x.device)
    px = (faces[..., 0, None] + u * faces[..., 2, None]) / side * 2 - 1
    py = (faces[..., 1, None] + u * faces[..., 3, None]) / side * 2 - 1
    grid = torch.stack([px[:, :, None].expand(n, m, 10, 10), py[:, :, :, None].expand(n, m, 10, 10)], 4).reshape(n, m * 10, 10, 2)
    p = F.grid_sample(x.amax(1, keepdim=True), grid, padding_mode="border", align_corners=False).view(n, m, 100)
    return (part > SEEN) & (p.std(2) > CONTRAST) & ((p > 0).float().mean(2) > 0.6) & (faces[..., 2] > 6)


def view(x: torch.Tensor, faces: torch.Tensor, nir: torch.Tensor, plain: torch.Tensor):
    """uint8 [N,S,S,3] and labels -> input of the net [N,3,S,S] in 0..1, faces [N,M,14], visible [N,M], there at all [N,M]"""
    there = faces[..., 2] > 0
    with torch.no_grad():
        x, faces = cut(x.permute(0, 3, 1, 2).float(), faces)
        x = light(x, nir, plain)
        return (x / 255).contiguous(memory_format=torch.channels_last), faces, visible(x, faces) & there, there
