"""The 1,797 handwritten digits (8 x 8, 0 to 16) that scikit-learn ships, as IDX files.

Source: UCI "Optical Recognition of Handwritten Digits" (Alpaydin & Kaynak 1998), CC BY 4.0, doi:10.24432/C50P49;
copy of scikit-learn 1.2 (BSD-3-Clause). Run: python3 digits.py
"""
import gzip
import struct

from sklearn.datasets import load_digits

digits = load_digits()
images = digits.images.astype("uint8")
for name, array in [("digitsImages", images), ("digitsLabels", digits.target.astype("uint8"))]:
    header = struct.pack(">BBBB", 0, 0, 8, array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    with open(f"{name}.idx.gz", "wb") as file:
        file.write(gzip.compress(header + array.tobytes(), 9, mtime=0))
