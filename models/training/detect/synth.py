"""Random training pictures for the detector: composites, real frames, rendered frames, pictures without a face.

Only where things are is decided here; light and camera follow on the training device (detect/camera.py).
"""
import cv2
import numpy as np

from detect.backgrounds import backgrounds, beside
from detect.clothing import shirt_print, shoulders
from detect.place import S, blend, place
from detect.pools import pools

#: faces that a picture can have, and numbers of each: x, y, w, h of its box, five landmarks as x, y; box width 0: none
MOST, FIELDS = 4, 14
#: how often which kind; the rendered share goes to composites where no frames were rendered
KINDS = {"rendered": 0.28, "frame": 0.2, "portrait": 0.16, "composite": 0.26, "empty": 0.1}


class Synth:
    def __init__(self, seed=0, bank=500):
        self.rng = np.random.default_rng(seed)
        self.pool = pools(seed)
        self.bg = backgrounds(self.rng, self.pool["faces"][0], self.pool["frames"], bank)

    def background(self):
        rng = self.rng
        im = self.bg[int(rng.integers(len(self.bg)))]
        c = int(rng.integers(120, 321))
        y, x = rng.integers(0, 320 - c + 1, 2)
        im = cv2.resize(im[y:y + c, x:x + c], (S, S))
        if rng.random() < 0.5:
            im = im[:, ::-1]
        if rng.random() < 0.15:
            im = im[::-1]
        if rng.random() < 0.3:
            im = im[:, :, rng.permutation(3)]
        return np.ascontiguousarray(im)

    def distract(self, canvas):
        """Pasted pictures without a face: edges alone are not a face"""
        rng, t = self.rng, int(np.exp(self.rng.uniform(np.log(20), np.log(200))))
        d = cv2.resize(self.background(), (t, t), interpolation=cv2.INTER_AREA)
        a = rng.uniform(-0.5, 0.5)
        m = np.array([[np.cos(a), -np.sin(a), rng.uniform(-20, S - 20)], [np.sin(a), np.cos(a), rng.uniform(-20, S - 20)]])
        return blend(canvas, d, m, int(rng.integers(0, 3)), (t / 2, t / 2), (t * 0.6, t * 0.6))

    def one(self, pool):
        """A random picture of a pool with its labels"""
        x, box, kp = self.pool[pool]
        i = int(self.rng.integers(len(x)))
        im = x[i]
        return np.repeat(im[..., None], 3, 2) if im.ndim == 2 else im, box[i], kp[i]

    def tone(self, im):
        rng = self.rng
        g, c, b = np.exp(rng.normal(0, 0.35)), rng.uniform(0.6, 1.3), rng.normal(0, 20)
        return cv2.LUT(im, np.clip((np.linspace(0, 1, 256) ** g) * 255 * c + b, 0, 255).astype(np.uint8))

    def composite(self, n_faces, nir):
        rng = self.rng
        canvas = self.background()
        if nir:
            canvas = (canvas * rng.uniform(0.03, 0.8)).astype(np.uint8)
        for _ in range(int(rng.integers(0, 3)) if rng.random() < 0.4 else 0):
            canvas = self.distract(canvas)
        faces, spots = [], []
        for _ in range(n_faces):
            hi = 235 if n_faces == 1 else 120
            t = float(np.exp(rng.uniform(np.log(20 if rng.random() < 0.5 else 40), np.log(hi))))
            m = min(t * 0.45, S * 0.45)
            for _ in range(8):
                cx, cy = rng.uniform(m, S - m, 2)
                if all(np.hypot(cx - b[0], cy - b[1]) > 0.75 * (t + b[2]) for b in spots):
                    break
            else:
                continue
            picture = self.one("chips" if nir and rng.random() < 0.4 else "faces")
            img, M, bx, kp = place(*picture, t, rng.normal(0, 0.17), cx, cy, rng.random() < 0.5)
            if rng.random() < 0.6:
                img = self.tone(img)
            if n_faces == 1 and rng.random() < 0.6:  # with more faces a body could cover one of them
                shoulders(rng, canvas, bx)
            inv = cv2.invertAffineTransform(M)
            sc = np.hypot(inv[0, 0], inv[1, 0])
            canvas = blend(canvas, img, M, int(rng.choice([0, 1, 2], p=[0.15, 0.25, 0.6])), inv @ np.array([cx, cy, 1.0]), (bx[2] * sc, bx[3] * sc))
            spots.append((cx, cy, t)), faces.append((bx, kp))
        return canvas, faces

    def frame(self, pool, spread=0.1, whole=0.35):
        """A whole picture of one person, rescaled and shifted; `whole`: how often as the product sees it. -> canvas, [(box, landmarks)]"""
        rng = self.rng
        img, box, kp = self.one(pool)
        b, flip = box[0], rng.random() < 0.5
        t = float(np.exp(rng.uniform(np.log(38), np.log(235))))
        m = t * 0.45
        cx, cy = rng.uniform(min(m, 115), max(S - m, 141), 2)
        if rng.random() < whole:  # as the product letterboxes it: whole frame at the top left
            k = S / img.shape[1] * rng.uniform(0.85, 1.2)
            t = float(np.sqrt(b[2] * b[3]) * k)
            spread *= 0.5
            x = b[0] + b[2] / 2
            cx, cy = (img.shape[1] - x if flip else x) * k, (b[1] + b[3] / 2) * k + rng.choice([0, 32], p=[0.8, 0.2])
        img, M, bx, kp = place(img, box, kp, t, rng.normal(0, spread), cx, cy, flip)
        mode = rng.choice(3, p=[0.2, 0.6, 0.2] if pool == "faces" else [1 / 3] * 3)
        if mode == 2:
            return blend(self.background(), img, M, 0, (0, 0), (0, 0)), [(bx, kp)]
        border = cv2.BORDER_CONSTANT if mode == 0 else cv2.BORDER_REPLICATE
        return cv2.warpAffine(img, M, (S, S), borderMode=border), [(bx, kp)]

    def empty(self):
        """No face: a part of a frame beside it, letterboxed, or a frame whose head is painted over"""
        rng, out = self.rng, np.zeros((S, S, 3), np.uint8)
        if rng.random() < 0.3:
            im, faces = self.frame("frames")
            x, y, w, h = faces[0][0]
            self.cover(im, (x - 0.25 * w, y - 0.35 * h, 1.5 * w, 1.45 * h), self.background())
            return im
        im = None
        while im is None:
            im = beside(rng, self.pool["frames"])
        k = S / max(im.shape[:2]) * (1 if rng.random() < 0.6 else rng.uniform(0.5, 1))
        im = cv2.resize(im, (max(1, round(im.shape[1] * k)), max(1, round(im.shape[0] * k))), interpolation=cv2.INTER_AREA if k < 1 else cv2.INTER_LINEAR)
        out[:im.shape[0], :im.shape[1]] = im[:S, :S]
        return out

    def cover(self, im, box, what) -> None:
        """in place; what: a picture or a colour"""
        x0, y0, x1, y1 = np.clip([box[0], box[1], box[0] + box[2], box[1] + box[3]], 0, S).astype(int)
        im[y0:y1, x0:x1] = what[y0:y1, x0:x1] if isinstance(what, np.ndarray) and what.ndim == 3 else what

    def sample(self):
        """-> picture [S,S,3], faces [MOST,FIELDS] in its pixels, whether it is to look near-infrared, whether it has its own light"""
        rng = self.rng
        kind, nir, plain, faces = rng.choice(list(KINDS), p=list(KINDS.values())), rng.random() < 0.35, False, []
        if kind == "rendered" and "rgb" not in self.pool:
            kind = "composite"
        if kind == "rendered":
            nir = rng.random() < 0.45
            im, faces = self.frame("ir" if nir else "rgb", whole=0.7)
            plain = rng.random() < 0.5  # the scene simulator has its own light, blur and noise
        elif kind == "frame":
            im, faces = self.frame("frames")
        elif kind == "portrait":
            im, faces = self.frame("chips" if nir and rng.random() < 0.3 else "faces", whole=0.2)
        elif kind == "empty":
            im = self.empty()
        else:
            im, faces = self.composite(int(rng.choice([0, 1, 2, 3], p=[0.15, 0.45, 0.24, 0.16])), nir)
        im = np.ascontiguousarray(im)
        if faces and rng.random() < 0.08:  # something over the lower face
            x, y, w, h = faces[0][0]
            self.cover(im, (x, y + h * rng.uniform(0.55, 0.8), w, h * 0.4), rng.integers(0, 255, 3))
        if len(faces) == 1 and rng.random() < 0.4:
            shirt_print(rng, im, faces[0][0])
        if rng.random() < 0.12:
            im = cv2.imdecode(cv2.imencode(".jpg", im, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])[1], 1)
        out = np.zeros((MOST, FIELDS), np.float32)
        for k, (bx, kp) in enumerate(faces):
            out[k, :4], out[k, 4:] = bx, np.asarray(kp).ravel()
        return im, out, nir, plain
