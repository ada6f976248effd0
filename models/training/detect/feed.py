"""Worker processes that make pictures, and a store of recent ones on the training device.

Batches are drawn from the store, so neither side waits for the other: every picture is used a few times, each time cut and lit
anew (detect/views.py). The memory between them is an anonymous map, so workers start before the GPU is touched.
"""
import mmap
import multiprocessing
import os
import queue

import numpy as np
import torch

from detect.place import S
from detect.synth import FIELDS, MOST, Synth

#: pictures that travel together, and how many such loads each worker may be ahead
LOAD, AHEAD = 32, 3
#: a worker that makes nothing for so long (s) is an error
PATIENCE = 180


def _work(seed, pictures, faces, marks, free, full, parent):
    try:
        os.nice(5)  # what feeds the GPU comes first
        data = Synth(seed)
        while os.getppid() == parent:
            try:
                slot = free.get(timeout=5)
            except queue.Empty:
                continue
            for k in range(LOAD):
                pictures[slot, k], faces[slot, k], nir, plain = data.sample()
                marks[slot, k] = nir, plain
            full.put(slot)
    except KeyboardInterrupt:
        pass


class Feed:
    """start the processes; then `store(device, size)` once, and `batch(n)` as often as wanted"""

    def __init__(self, workers: int, seed: int):
        slots = workers * AHEAD
        shared = lambda shape, kind: np.frombuffer(mmap.mmap(-1, int(np.prod(shape)) * np.dtype(kind).itemsize), kind).reshape(shape)
        self.pictures = shared((slots, LOAD, S, S, 3), np.uint8)
        self.faces = shared((slots, LOAD, MOST, FIELDS), np.float32)
        self.marks = shared((slots, LOAD, 2), np.uint8)
        fork = multiprocessing.get_context("fork")
        self.free, self.full, self.made, self.filled = fork.Queue(), fork.Queue(), 0, 0
        for s in range(slots):
            self.free.put(s)
        self.workers = [fork.Process(target=_work, args=(seed + 1000 * k, self.pictures, self.faces, self.marks, self.free, self.full, os.getpid()), daemon=True)
                        for k in range(workers)]
        for w in self.workers:
            w.start()

    def store(self, device, size: int) -> None:
        """Keeps `size` pictures on the device; waits until an eighth is there"""
        self.size = size // LOAD * LOAD
        self.x = torch.zeros(self.size, S, S, 3, dtype=torch.uint8, device=device)
        self.f = torch.zeros(self.size, MOST, FIELDS, device=device)
        self.m = torch.zeros(self.size, 2, dtype=torch.bool, device=device)
        while self.filled < self.size // 8:
            self._take(PATIENCE)

    def _take(self, wait: float) -> bool:
        """Raises RuntimeError when no worker made anything in time"""
        try:
            slot = self.full.get(timeout=wait) if wait else self.full.get_nowait()
        except queue.Empty:
            if wait:
                raise RuntimeError("no pictures for %d s; %d of %d workers alive" % (wait, sum(w.is_alive() for w in self.workers), len(self.workers))) from None
            return False
        at = self.made % self.size
        self.x[at:at + LOAD] = torch.from_numpy(self.pictures[slot]).to(self.x.device)
        self.f[at:at + LOAD] = torch.from_numpy(self.faces[slot]).to(self.x.device)
        self.m[at:at + LOAD] = torch.from_numpy(self.marks[slot]).to(self.x.device).bool()
        self.free.put(slot)
        self.made += LOAD
        self.filled = min(self.size, self.made)
        return True

    def batch(self, n: int):
        """-> uint8 [n,S,S,3], faces [n,MOST,FIELDS], near-infrared look [n], own light [n]"""
        for _ in range(64):  # never so long that training waits
            if not self._take(0):
                break
        i = torch.randint(self.filled, (n,), device=self.x.device)
        return self.x[i], self.f[i], self.m[i, 0], self.m[i, 1]

    def stop(self) -> None:
        for w in self.workers:
            w.terminate()
        for w in self.workers:
            w.join(5)
