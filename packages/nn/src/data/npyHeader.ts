import { LeptonError } from "@lepton/core";
import { sizeOf } from "../array/ndArray.ts";

export interface NpyHeader {
  /** Byte order (`<`, `>`, `|`, `=`) and type, e.g. `<f4`. */
  readonly descr: string;
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly end: number;
}

/**
 * Magic `\x93NUMPY`, version, header length (2 bytes in version 1, 4 later), then a Python dictionary in text
 * (latin-1, UTF-8 from version 3). Source: numpy.lib.format. Errors: NN_NPY_INVALID, NN_NPY_UNSUPPORTED.
 */
export function readNpyHeader(file: Uint8Array): NpyHeader {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (file.length < 12 || new TextDecoder("latin1").decode(file.subarray(0, 6)) !== "\x93NUMPY")
    throw invalid("it does not begin with NumPy's mark");
  const version = file[6] as number;
  if (version < 1 || version > 3)
    throw new LeptonError("NN_NPY_UNSUPPORTED", {
      problem: "The .npy file is of a version that is not read; 1 to 3 are.",
      received: `version ${version}`,
      next: "Save it again with numpy.save.",
    });
  const start = version === 1 ? 10 : 12;
  const end = start + (version === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (end > file.length) throw invalid("its header is cut off");
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(file.subarray(start, end));
  const shape = /'shape':\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const descr = /'descr':\s*'([^']*)'/.exec(text)?.[1];
  if (descr === undefined && /'descr':\s*\[/.test(text))
    throw new LeptonError("NN_NPY_UNSUPPORTED", {
      problem: "The .npy file holds records with named fields, which are not read.",
      received: text.trim().slice(0, 100),
      next: "Save every field as an array of its own, e.g. with numpy.savez.",
    });
  if (shape === undefined || order === undefined || !descr) throw invalid("its header is damaged");
  const dims = (shape.match(/\d+/g) ?? []).map(Number);
  if (!Number.isSafeInteger(sizeOf(dims) * 8)) throw invalid("its shape is beyond any memory");
  return { descr, fortranOrder: order === "True", shape: dims, end };
}

function invalid(why: string): LeptonError {
  return new LeptonError("NN_NPY_INVALID", {
    problem: `This is not a whole .npy file: ${why}.`,
    next: "Write it with numpy.save or writeNpy, or fetch it again.",
  });
}
