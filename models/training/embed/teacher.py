"""Whom the student follows: the public embedder, in as many numbers as the student has."""
import torch
import torch.nn.functional as F

from common.frozen import Frozen
from common.paths import reference


class Teacher:
    """The student's embedding has fewer numbers than the teacher's: `basis` keeps the directions in which training faces differ
    most, so that the angles between faces stay nearly the same."""

    def __init__(self, device, dim: int, crops: torch.Tensor):
        """crops: uint8 [N,3,112,112], some thousand training faces"""
        self.net = Frozen(reference("esp_mbf.onnx")).to(device).to(memory_format=torch.channels_last)
        e = torch.cat([self(x.float()) for x in crops.split(256)])
        _, _, v = torch.linalg.svd(e, full_matrices=False)
        self.basis = v[:dim].T.contiguous()
        self.kept = float((e @ self.basis).square().sum(1).mean())

    @torch.no_grad()
    def __call__(self, x: torch.Tensor) -> torch.Tensor:
        """levels [N,3,112,112] -> unit length [N,512]"""
        x = ((x - 127.5) / 127.5).contiguous(memory_format=torch.channels_last)
        with torch.autocast(x.device.type, dtype=torch.bfloat16):
            return F.normalize(self.net(x))

    def aim(self, t: torch.Tensor) -> torch.Tensor:
        """what the student's embedding should be, unit length [N,dim]"""
        return F.normalize(t @ self.basis)
