"""Random training pictures for the detector: composites, real frames, rendered frames, negatives."""
import cv2
import numpy as np

from common.paths import cache
from detect.backgrounds import backgrounds
from detect.clothing import shirt_print, shoulders
from detect.photometric import S, photometric
from detect.pool import HELD_SUBJECTS
from detect.rendered import Rendered

SWAP = [1, 0, 2, 4, 3]


class Synth:
    def __init__(self, seed=0, rendered_share=0.45):
        self.rng = np.random.default_rng(seed)
        self.faces = self.load("faces.npz")
        self.frames = self.load("frames.npz", real_frames=True)
        self.rendered = Rendered.load()
        self.rendered_share = rendered_share if self.rendered else 0.0
        self.noise = self.rng.standard_normal((6, S + 64, S + 64, 3), dtype=np.float32)
        self.bg = backgrounds(self.rng, self.faces, self.frames, 600)

    @staticmethod
    def load(name, real_frames=False):
        z = np.load(cache("detect", name))
        keep = np.array([v[-2:] not in HELD_SUBJECTS for v in z["src"]]) if real_frames else slice(None)
        return z["img"][keep], z["box"][keep], z["kp"][keep]

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

    def place(self, img, box, kp, target, angle, cx, cy, flip):
        """returns pyramid level of img, 2x3 matrix to the canvas, mapped box and points"""
        if flip:
            img = img[:, ::-1]
            box = np.array([img.shape[1] - box[0] - box[2], box[1], box[2], box[3]], np.float32)
            kp = kp[SWAP].copy(); kp[:, 0] = img.shape[1] - 1 - kp[:, 0]
        s = target / np.sqrt(box[2] * box[3])
        f = 1.0
        img = np.ascontiguousarray(img)
        while s / f < 0.6 and min(img.shape[:2]) > 16:
            img = cv2.resize(img, (img.shape[1] // 2, img.shape[0] // 2), interpolation=cv2.INTER_AREA); f *= 0.5
        ca, sa = np.cos(angle), np.sin(angle)
        bx, by = box[0] + box[2] / 2, box[1] + box[3] / 2
        R = s * np.array([[ca, -sa], [sa, ca]])
        t = np.array([cx, cy]) - R @ np.array([bx, by])
        M = np.concatenate([R / f, t[:, None]], 1)
        w, h = box[2] * s, box[3] * s
        nw, nh = np.hypot(w * ca, h * sa), np.hypot(w * sa, h * ca)
        return img, M, np.array([cx - nw / 2, cy - nh / 2, nw, nh]), kp @ R.T + t

    def blend(self, canvas, img, M, style, cxy, wh):
        """pastes img into canvas (in place); style 0 hard rectangle, 1 feathered rectangle, 2 feathered ellipse"""
        h, w = img.shape[:2]
        c = np.array([[0, 0, 1], [w, 0, 1], [w, h, 1], [0, h, 1]], np.float64) @ np.asarray(M).T
        x0, y0 = np.clip(np.floor(c.min(0)).astype(int) - 1, 0, S); x1, y1 = np.clip(np.ceil(c.max(0)).astype(int) + 1, 0, S)
        if x1 <= x0 or y1 <= y0:
            return canvas
        M = np.array(M, np.float64); M[:, 2] -= (x0, y0)
        warped = cv2.warpAffine(img, M, (int(x1 - x0), int(y1 - y0)), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        m = np.zeros((h, w), np.float32)
        if style == 2:
            cv2.ellipse(m, (int(cxy[0]), int(cxy[1])), (max(2, int(wh[0] * 0.72)), max(2, int(wh[1] * 0.78))), 0, 0, 360, 1.0, -1)
            m = cv2.blur(cv2.blur(m, (w // 12 + 1, w // 12 + 1)), (w // 12 + 1, w // 12 + 1))
        elif style == 1:
            q = max(1, w // 12)
            m[q:-q, q:-q] = 1
            m = cv2.blur(m, (q, q))
        else:
            m[:] = 1
        m = cv2.warpAffine(m, M, (int(x1 - x0), int(y1 - y0)))[..., None]
        v = canvas[y0:y1, x0:x1]
        canvas[y0:y1, x0:x1] = (v + (warped.astype(np.float32) - v) * m).astype(np.uint8)
        return canvas

    def tone(self, im):
        rng = self.rng
        g = np.exp(rng.normal(0, 0.35)); c = rng.uniform(0.6, 1.3); b = rng.normal(0, 20)
        lut = np.clip((np.linspace(0, 1, 256) ** g) * 255 * c + b, 0, 255).astype(np.uint8)
        return cv2.LUT(im, lut)

    def composite(self, n_faces, nir):
        rng = self.rng
        canvas = self.background()
        if nir:
            canvas = (canvas * rng.uniform(0.03, 0.8)).astype(np.uint8)
        faces = []
        for _ in range(int(rng.integers(0, 3)) if rng.random() < 0.4 else 0):  # pasted distractors: edges alone are not a face
            d = self.background()
            t = int(np.exp(rng.uniform(np.log(20), np.log(200))))
            d = cv2.resize(d, (t, t), interpolation=cv2.INTER_AREA)
            a = rng.uniform(-0.5, 0.5)
            M = np.array([[np.cos(a), -np.sin(a), rng.uniform(-20, S - 20)], [np.sin(a), np.cos(a), rng.uniform(-20, S - 20)]])
            canvas = self.blend(canvas, d, M, int(rng.integers(0, 3)), (t / 2, t / 2), (t * 0.6, t * 0.6))
        boxes = []
        for j in range(n_faces):
            pool = self.faces
            i = int(rng.integers(len(pool[0])))
            hi = 235 if n_faces == 1 else 120
            t = float(np.exp(rng.uniform(np.log(20 if rng.random() < 0.5 else 40), np.log(hi))))
            a = rng.normal(0, 0.17)
            m = min(t * 0.45, S * 0.45)
            for _ in range(8):
                cx, cy = rng.uniform(m, S - m, 2)
                if all(np.hypot(cx - b[0], cy - b[1]) > 0.75 * (t + b[2]) for b in boxes):
                    break
            else:
                continue
            img, M, bx, kp = self.place(pool[0][i], pool[1][i], pool[2][i], t, a, cx, cy, rng.random() < 0.5)
            if rng.random() < 0.6:
                img = self.tone(img)
            if n_faces == 1 and rng.random() < 0.6:  # with more faces a body could cover one of them
                shoulders(rng, canvas, bx)
            inv = cv2.invertAffineTransform(M)
            sc = np.hypot(inv[0, 0], inv[1, 0])
            c = inv @ np.array([cx, cy, 1.0])
            canvas = self.blend(canvas, img, M, int(rng.choice([0, 1, 2], p=[0.15, 0.25, 0.6])), c, (bx[2] * sc, bx[3] * sc))
            boxes.append((cx, cy, t)); faces.append((bx, kp))
        return canvas, faces

    def frame(self, pool, spread=0.1, whole=0.35):
        """A whole frame of one person, rescaled and shifted; `whole`: how often as the product sees it. -> canvas, [(box, landmarks)]"""
        rng = self.rng
        i = int(rng.integers(len(pool[0])))
        img, b, kp = pool[0][i], pool[1][i], pool[2][i]
        t = float(np.exp(rng.uniform(np.log(38), np.log(235))))
        m = t * 0.45
        cx, cy = rng.uniform(min(m, 115), max(S - m, 141), 2)
        if rng.random() < whole:  # as the product letterboxes it: whole frame at the top left
            k = S / img.shape[1] * rng.uniform(0.85, 1.2)
            t = float(np.sqrt(b[2] * b[3]) * k)
            spread = spread * 0.5
            cx, cy = (b[0] + b[2] / 2) * k, (b[1] + b[3] / 2) * k + rng.choice([0, 32], p=[0.8, 0.2])
        img, M, bx, kp = self.place(img, b, kp, t, rng.normal(0, spread), cx, cy, rng.random() < 0.5)
        mode = rng.integers(0, 3)
        if mode == 2:
            return self.blend(self.background(), img, M, 0, (0, 0), (0, 0)), [(bx, kp)]
        border = cv2.BORDER_CONSTANT if mode == 0 else cv2.BORDER_REPLICATE
        return cv2.warpAffine(img, M, (S, S), borderMode=border), [(bx, kp)]

    def sample(self):
        rng = self.rng
        nir = rng.random() < 0.35
        u, plain = rng.random(), False
        if rng.random() < self.rendered_share:
            pool, nir = self.rendered.pick(rng)
            im, faces = self.frame(pool, whole=0.7)
            plain = rng.random() < 0.5  # the scene simulator has its own light, blur and noise
        elif u < 0.5:
            im, faces = self.frame(self.frames)
        else:
            im, faces = self.composite(int(rng.choice([0, 1, 2, 3], p=[0.17, 0.45, 0.23, 0.15])), nir)
        if faces and rng.random() < 0.08:  # occluder over the lower face or a side
            b = faces[0][0]
            x, y = int(b[0]), int(b[1] + b[3] * rng.uniform(0.55, 0.8))
            cv2.rectangle(im, (x, y), (int(b[0] + b[2]), int(b[1] + b[3] * 1.1)), tuple(int(v) for v in rng.integers(0, 255, 3)), -1)
        if len(faces) == 1 and rng.random() < 0.4:
            im = np.ascontiguousarray(im)
            shirt_print(rng, im, faces[0][0])
        if not plain:
            im = photometric(rng, self.noise, im, nir, faces)
        if rng.random() < 0.3:  # letterbox bars
            k = int(rng.integers(0, 3)); t = int(rng.integers(8, 65))
            if k == 0:
                im[:t // 2] = 0; im[S - t // 2:] = 0
            elif k == 1:
                im[S - t:] = 0
            else:
                im[:, S - t:] = 0
        kept = []
        for bx, kp in faces:  # hidden or invisible faces are neither a face nor background
            x0, y0, x1, y1 = np.clip([bx[0], bx[1], bx[0] + bx[2], bx[1] + bx[3]], 0, S - 1).astype(int)
            ok = 0
            if y1 > y0 + 6 and x1 > x0 + 6 and (y1 - y0) * (x1 - x0) > 0.55 * bx[2] * bx[3]:
                p = im[y0:y1, x0:x1]
                ok = int((p[::2, ::2].max(2) > 0).mean() > 0.6 and cv2.resize(p, (10, 12), interpolation=cv2.INTER_AREA).max(2).std() > 4)
            kept.append((bx, kp, ok))
        return im, kept
