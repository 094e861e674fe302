"""Affine warps by scipy.ndimage, for src/data/augment/warp.test.ts. Run: python3 warp.py > warp.json."""
import json

import numpy as np
import scipy
from scipy import ndimage

rng = np.random.default_rng(3)
image = rng.integers(0, 256, (5, 7, 2)).astype(np.uint8)
# [a, b, c, d, e, f]: source x = a·x + b·y + c, source y = d·x + e·y + f.
affines = [
    [1, 0, 0, 0, 1, 0],
    [-1, 0, 6, 0, 1, 0],
    [1, 0, 0.5, 0, 1, -0.25],
    [0.8, 0.3, -1.2, -0.4, 0.9, 2.1],
    [2, 0, -3, 0, 2, -2],
    [1, 0, 9.3, 0, 1, -7.6],
]
modes = {"nearest": "nearest", "reflect": "reflect", "constant": "grid-constant"}
cases = []
for affine in affines:
    a, b, c, d, e, f = affine
    for ours, theirs in modes.items():
        planes = [ndimage.affine_transform(image[..., k].astype(float), [[e, d], [b, a]], [f, c], order=1,
                                           mode=theirs, cval=40) for k in range(2)]
        cases.append({"affine": affine, "fillMode": ours,
                      "out": np.round(np.stack(planes, -1), 5).ravel().tolist()})
print(json.dumps({"scipy": scipy.__version__, "shape": image.shape, "image": image.ravel().tolist(), "cases": cases}))
