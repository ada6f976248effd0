"""What an aligned photograph shows where alignment left nothing."""
import cv2
import numpy as np


class Surround:
    """Puts other picture content into the black frame that alignment leaves around the tight UTKFace chips, so that a
    net does not come to expect a frame that a camera never gives."""

    def __init__(self, x: np.ndarray, count: int, donors: np.ndarray, seed: int = 5):
        self.x, self.donors, self.r = x, donors, np.random.RandomState(seed)
        self.masks = [None] * count

    def mask(self, i: int) -> np.ndarray:
        if self.masks[i] is None:
            b = np.ones((114, 114), np.uint8)  # one frame of black joins all sides
            b[1:-1, 1:-1] = self.x[i].max(2) <= 4
            _, lab = cv2.connectedComponents(b, connectivity=4)
            m = cv2.dilate((lab == lab[0, 0]).astype(np.uint8), np.ones((3, 3), np.uint8))[1:-1, 1:-1]
            self.masks[i] = np.packbits(m.ravel() if m.mean() < 0.5 else np.zeros(112 * 112, np.uint8))
        return np.unpackbits(self.masks[i]).reshape(112, 112).view(bool)

    def __call__(self, i: int) -> np.ndarray:
        im, r = self.x[i], self.r
        if i >= len(self.masks) or r.rand() < 0.25:
            return im
        m = self.mask(i)
        if not m.any():
            return im
        im, u = im.copy(), r.rand()
        if u < 0.2:
            im[m] = r.randint(0, 256, 3)
            return im
        d = self.x[self.donors[r.randint(len(self.donors))]]
        if u < 0.5:
            d = d[::-1]
        elif u < 0.75:
            d = cv2.GaussianBlur(d, (0, 0), 3.0)
        im[m] = d[m]
        return im
