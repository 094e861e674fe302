"""Files that NumPy writes, for src/data/npy.test.ts. Run: python3 npy.py > npy.json (NumPy 1.24.2)."""
import base64
import io
import json

import numpy as np

grid = np.arange(24).reshape(2, 3, 4)


def file(array, version=None):
    out = io.BytesIO()
    np.lib.format.write_array(out, array, version=version)
    return base64.b64encode(out.getvalue()).decode()


def case(name, array, version=None):
    return {"name": name, "file": file(array, version), "type": array.dtype.str[1:],
            "shape": list(array.shape), "values": [str(v) for v in np.ascontiguousarray(array).ravel().tolist()]}


cases = [case(f"{order}{kind}", (grid - 5 if kind[0] != "u" else grid).astype(order + kind))
         for order in "<>" for kind in ["f2", "f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"]]
cases += [
    case("bool", grid % 3 == 0),
    case("Fortran order", np.asfortranarray(grid.astype("<f4"))),
    case("Fortran order, big-endian", np.asfortranarray(grid.astype(">i2"))),
    case("Fortran order, two axes", np.asfortranarray(np.arange(6).reshape(2, 3).astype("<f8"))),
    case("version 2", grid.astype("<f4"), (2, 0)),
    case("version 3", grid.astype("<f4"), (3, 0)),
    case("one axis", np.array([1.5, -2.25], "<f4")),
    case("scalar", np.array(7, "<i4")),
    case("empty", np.zeros((0, 3), "<f4")),
    case("float16 corners", np.array([0, -0.0, 6e-8, 65504, np.inf, -np.inf], "<f2")),
    case("large int64", np.array([2**53 + 1, -2**63], "<i8")),
]
unsupported = {"complex": file(np.array([1j])), "text": file(np.array(["ab"])), "date": file(np.array(["2020-01-01"], "M8[D]")),
               "records": file(np.array([(1, 2.0)], [("a", "<i4"), ("b", "<f8")]))}


def zipped(save):
    out = io.BytesIO()
    save(out, x=grid.astype("<f4"), y=np.arange(3))
    return base64.b64encode(out.getvalue()).decode()


print(json.dumps({"numpy": np.__version__, "cases": cases, "unsupported": unsupported,
                  "npz": zipped(np.savez), "npzCompressed": zipped(np.savez_compressed)}, indent=0))
