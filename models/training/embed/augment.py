"""What a camera at a cash machine does to an aligned face: geometry, resolution, blur, tone, side light, noise, JPEG, cover."""
import cv2
import numpy as np

cv2.setNumThreads(1)


def to_input(x: np.ndarray) -> np.ndarray:
    """uint8 NHWC -> float32 NCHW in [-1, 127/128]: the same map as DequantizeLinear(1/128, 128)."""
    return (np.ascontiguousarray(x.transpose(0, 3, 1, 2)).astype(np.float32) - 128.0) / 128.0


#: rotation in degrees, log scale, shift in pixels (standard deviations). WIDE is what the detector's landmarks really do to the
#: alignment of rendered heads, whose exact landmarks are known; real crops were aligned by a detector already.
NARROW, WIDE = (4.0, 0.045, 2.0), (4.5, 0.09, 4.2)


class Augment:
    """Random view of one crop. `size` below 112 samples straight at the training size, which is cheaper than resizing later."""

    def __init__(self, seed: int = 0):
        self.r = np.random.RandomState(seed)
        self.base = np.arange(256, dtype=np.float32)
        self.noise = self.r.randn(1 << 20).astype(np.float32)
        k = np.linspace(-1, 1, 112, dtype=np.float32)
        self.gx, self.gy = np.meshgrid(k, k)

    def __call__(self, im: np.ndarray, size: int = 112, mild: bool = False) -> np.ndarray:
        """`mild` leaves out what the scene simulator has already put into its frames (strong blur, far faces, heavy tone)."""
        u = self.r.rand(12)
        if mild:
            u[[1, 3, 6, 7, 8]] = np.minimum(1.0, u[[1, 3, 6, 7, 8]] * 2)
        im = self.geometry(im, size, u, WIDE if mild else NARROW)
        if u[3] < 0.22:
            im = self.blur(im)
        im, grey = self.tone(im, u, 0.6 if mild else 1.0)
        return self.dirt(im, size, u, grey)

    def geometry(self, im, size, u, spread):
        r = self.r
        if u[0] < 0.5:
            im = im[:, ::-1]
        im = np.ascontiguousarray(im)
        if u[1] < 0.3:  # far or small face
            s = r.randint(26, 84)
            im = cv2.resize(im, (s, s), interpolation=cv2.INTER_AREA)
            how = (cv2.INTER_LINEAR, cv2.INTER_CUBIC, cv2.INTER_NEAREST)[r.choice(3, p=(.6, .3, .1))]
            im = cv2.resize(im, (112, 112), interpolation=how)
        turn, scale, shift = spread
        draw = lambda sd, n=None: np.clip(r.standard_normal(n), -2.6, 2.6) * sd
        m = cv2.getRotationMatrix2D((55.5, 55.5), draw(turn), np.exp(draw(scale)))
        m[:, 2] += draw(shift, 2)
        if size != 112:
            k = size / 112.0
            m = m * k
            m[:, 2] += 0.5 * k - 0.5
        border = cv2.BORDER_REPLICATE if u[2] < 0.6 else cv2.BORDER_CONSTANT
        return cv2.warpAffine(im, m, (size, size), flags=cv2.INTER_LINEAR, borderMode=border)

    def blur(self, im):
        r = self.r
        if r.rand() < 0.6:
            return cv2.GaussianBlur(im, (0, 0), 0.5 + 1.2 * r.rand())
        n = r.choice((3, 5, 7))
        ker = np.zeros((n, n), np.float32)
        th = r.rand() * np.pi
        d = np.array([np.cos(th), np.sin(th)]) * (n // 2)
        c = n // 2
        cv2.line(ker, tuple(np.round(c - d).astype(int).tolist()), tuple(np.round(c + d).astype(int).tolist()), 1.0)
        return cv2.filter2D(im, -1, ker / ker.sum())

    def tone(self, im, u, k):
        """One look-up table per channel holds gamma, contrast, brightness and colour gains; 30 % become grey as near-infrared is."""
        r = self.r
        g = np.exp(np.clip(r.randn() * 0.30 * k, -.9, .9))
        con = np.exp(np.clip(r.randn() * 0.22 * k, -.6, .6))
        t = (255.0 * (self.base / 255.0) ** g - 127.0) * con + 127.0 + np.clip(r.randn() * 18 * k, -50, 50)
        if u[4] < 0.30:
            w = r.dirichlet((3.0, 2.0, 1.0)).astype(np.float32)  # near-infrared stands close to red
            y = cv2.transform(im, w[None])
            return cv2.merge([cv2.LUT(y, np.clip(t, 0, 255).astype(np.uint8))] * 3), True
        gains = np.exp(np.clip(r.randn(3) * 0.08, -.2, .2)).astype(np.float32) if u[5] < 0.5 else np.ones(3, np.float32)
        lut = np.stack([t * q for q in gains], 1)
        return cv2.LUT(im, np.clip(lut, 0, 255).astype(np.uint8).reshape(1, 256, 3)), False

    def dirt(self, im, size, u, grey):
        r = self.r
        if u[6] < 0.2:  # side light
            th = r.rand() * 2 * np.pi
            k = 1.0 + (0.2 + 0.5 * r.rand()) * (np.cos(th) * self.gx + np.sin(th) * self.gy)
            im = np.clip(im * k[:size, :size, None], 0, 255).astype(np.uint8)
        if u[7] < 0.2:  # sensor noise
            o = r.randint(0, len(self.noise) - size * size * 3)
            nz = self.noise[o:o + size * size * 3].reshape(size, size, 3)
            im = np.clip(im + (nz[..., :1] if grey else nz) * (2 + 9 * r.rand()), 0, 255).astype(np.uint8)
        if u[8] < 0.25:
            im = cv2.imdecode(cv2.imencode(".jpg", im, [cv2.IMWRITE_JPEG_QUALITY, int(r.randint(25, 90))])[1], cv2.IMREAD_COLOR)
        if u[9] < 0.3:  # something in front of the face
            h, w = (size * (0.12 + 0.3 * r.rand(2))).astype(int)
            y0, x0 = r.randint(0, size - h), r.randint(0, size - w)
            im = im.copy()
            im[y0:y0 + h, x0:x0 + w] = r.randint(0, 256) if r.rand() < 0.6 else r.randint(0, 256, (h, w, 1 if grey else 3))
        return im


class Background:
    """Puts other picture content into the black frame that alignment leaves around the tight UTKFace chips, so that the
    student does not come to expect a frame that a camera never gives."""

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
