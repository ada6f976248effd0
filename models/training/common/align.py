"""Five-point alignment to the 112x112 template that face embedders are trained with (Umeyama's similarity)."""
import cv2
import numpy as np

TEMPLATE = np.float32([[38.2946, 51.6963], [73.5318, 51.5014], [56.0252, 71.7366], [41.5493, 92.3655], [70.7299, 92.2041]])


def similarity(points: np.ndarray) -> np.ndarray:
    """2x3 matrix from picture to template, least squares, no reflection"""
    p, q = points - points.mean(0), TEMPLATE - TEMPLATE.mean(0)
    n = (p * p).sum()
    a, b = (p * q).sum() / n, (p[:, 0] * q[:, 1] - p[:, 1] * q[:, 0]).sum() / n
    r = np.array([[a, -b], [b, a]])
    return np.concatenate([r, (TEMPLATE.mean(0) - r @ points.mean(0))[:, None]], 1)


def aligned(im: np.ndarray, points: np.ndarray) -> np.ndarray:
    return cv2.warpAffine(im, similarity(np.asarray(points, np.float64)), (112, 112), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
