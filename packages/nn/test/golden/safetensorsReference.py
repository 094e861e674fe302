"""Writes reference.safetensors with the reference implementation (safetensors 0.8.0, numpy 1.24.2)."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

tensors = {
    "dense/kernel": np.array([[0.5, -1.25], [3.0, 1e-8], [7.0, -0.0]], np.float32),
    "half": np.array([1.0, -2.5, 65504.0, 6e-8], np.float16),
    "steps": np.array(2**40 + 1, np.int64),
    "ids": np.array([[-1, 2**31 - 1]], np.int32),
    "mask": np.array([True, False, True], np.bool_),
    "bytes": np.array([0, 255], np.uint8),
    "int8": np.array([-128, 127], np.int8),
    "empty": np.zeros((0, 4), np.float32),
    "名": np.array([1.0], np.float32),
}
save_file(tensors, Path(__file__).parent / "reference.safetensors", metadata={"format": "np", "epoch": "3"})
