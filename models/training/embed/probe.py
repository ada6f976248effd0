"""Quick held-out figures during training: cosine to the teacher's aim, and genuine against impostor scores."""
import numpy as np
import torch
import torch.nn.functional as F

from common.paths import cache
from embed.split import split
from embed.views import to_input


@torch.no_grad()
def embed_all(net, x: torch.Tensor, batch: int = 256) -> torch.Tensor:
    """uint8 [N,3,112,112] -> unit length [N,256]"""
    net.eval()
    with torch.autocast(x.device.type, dtype=torch.bfloat16):
        return torch.cat([F.normalize(net(to_input(b.float()).contiguous(memory_format=torch.channels_last)).float()) for b in x.split(batch)])


def upper(scores: np.ndarray, rate: float) -> float:
    """score that a share `rate` of the impostors reaches"""
    k = max(1, int(len(scores) * rate))
    return float(np.partition(scores, len(scores) - k)[len(scores) - k])


class Probe:
    def __init__(self, teacher, device, most: int = 10_000):
        """most: how many held-out faces of either set at most"""
        x = np.load(cache("faces.npy"), mmap_mode="r")
        _, utk, _, people, label = split()
        utk, people = utk[:most], people[:most]
        put = lambda i: torch.from_numpy(np.ascontiguousarray(x[i])).to(device).permute(0, 3, 1, 2)
        self.x, self.n = put(np.concatenate([utk, people])), len(utk)
        t = torch.cat([teacher(b.float()) for b in self.x.split(128)])
        self.aim = teacher.aim(t)
        s = (t[:self.n] @ t[:self.n].T).cpu().numpy()
        self.different = np.triu(s <= 0.5, 1)  # UTKFace holds near-duplicates; the teacher drops them
        self.same = np.triu(label[people][:, None] == label[people][None], 1)
        self.heads = None
        try:
            z = np.load(cache("rendered", "faces.npz"))
            at = np.flatnonzero(z["held"])
            at = at[np.isin(z["id"][at], np.unique(z["id"][at])[:300])]
            self.heads = torch.from_numpy(np.load(cache("rendered", "rgb.npy"), mmap_mode="r")[at]).to(device).permute(0, 3, 1, 2), z["id"][at]
        except FileNotFoundError:
            pass

    def __call__(self, net) -> dict:
        q = embed_all(net, self.x)
        cos = (q * self.aim).sum(1)
        out = {"cos_utk": float(cos[:self.n].mean()), "cos_labelled": float(cos[self.n:].mean())}
        out |= {"teacher_" + k: v for k, v in self.tail(self.aim).items()} | self.tail(q)
        if self.heads:
            x, ids = self.heads
            r = embed_all(net, x)
            s, same = (r @ r.T).cpu().numpy(), np.triu(ids[:, None] == ids[None], 1)
            if same.any():
                other = s[np.triu(ids[:, None] != ids[None], 1)]
                out |= {"heads_1e4": upper(other, 1e-4), "heads_genuine_p5": float(np.quantile(s[same], 0.05))}
        return {k: round(v, 4) for k, v in out.items()}

    def tail(self, q: torch.Tensor) -> dict:
        n, q = self.n, q.cpu().numpy()
        impostor, genuine = (q[:n] @ q[:n].T)[self.different], (q[n:] @ q[n:].T)[self.same]
        return {"fnmr_1e3": float((genuine <= upper(impostor, 1e-3)).mean()), "fnmr_1e4": float((genuine <= upper(impostor, 1e-4)).mean())}
