"""Pictures on the device, from which views are cut by any similarity."""
import torch
import torch.nn.functional as F


class Pictures:
    """x: uint8 numpy [N,H,W] or [N,H,W,3]; box: [N,4] x, y, w, h of the face in pixels."""

    def __init__(self, x, box, device, grey: bool):
        t = torch.from_numpy(x).to(device)
        t = t[:, None] if t.ndim == 3 else t.permute(0, 3, 1, 2)
        if grey and t.shape[1] == 3:
            t = t.float().mean(1, keepdim=True).round().to(torch.uint8)
        self.full = t.contiguous()
        self.half = torch.cat([F.avg_pool2d(v.float(), 2).round().to(torch.uint8) for v in self.full.split(64)])
        self.box = torch.from_numpy(box).float().to(device)

    def __len__(self):
        return len(self.full)

    def cut(self, i, centre, side, angle, stretch, out: int, border: str):
        """Squares of `side` pixels about `centre` [B,2], turned by `angle` radians, `stretch` < 0 mirrored -> 0..1 [B,C,out,out].

        Between the picture and its half by the scale, so that nothing aliases; beyond the picture as `border` says.
        """
        H, W = self.full.shape[2:]
        c, s = torch.cos(angle), torch.sin(angle)
        e = stretch.abs()
        t = torch.stack([
            torch.stack([side / W * c * stretch, -side / W * s / e, 2 * centre[:, 0] / W - 1], 1),
            torch.stack([side / H * s * stretch, side / H * c / e, 2 * centre[:, 1] / H - 1], 1)], 1)
        grid = F.affine_grid(t, (len(i), 1, out, out), align_corners=False)
        kind = torch.float16 if self.full.is_cuda else torch.float32
        a, b = (F.grid_sample(v[i].to(kind), grid.to(kind), padding_mode=border, align_corners=False).float() / 255 for v in (self.full, self.half))
        return torch.lerp(a, b, torch.log2(side / out).clamp(0, 1)[:, None, None, None])
