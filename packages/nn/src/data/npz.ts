import { LeptonError } from "@lepton/core";
import { unzipSync, type Zippable, zipSync } from "fflate";
import type { NdArray } from "../array/ndArray.ts";
import { readNpy, writeNpy } from "./npy.ts";

export interface NpzOptions {
  readonly int64?: "int64" | "int32";
  /** Read these arrays only. */
  readonly names?: readonly string[];
  /** Bytes that the arrays read may have in all once unpacked; 2 GiB unless told. */
  readonly maxBytes?: number;
}

/**
 * Arrays of a NumPy .npz by name. Only what the zip's directory announces is unpacked, and not past `maxBytes`, so a
 * small file cannot fill the memory. Errors: NN_NPZ_INVALID, NN_NPZ_TOO_LARGE, and those of `readNpy`.
 */
export function readNpz(file: Uint8Array, options: NpzOptions = {}): Record<string, NdArray> {
  const { names, maxBytes = 2 ** 31, ...element } = options;
  let total = 0;
  const wanted = (name: string) => name.endsWith(".npy") && (names?.includes(name.slice(0, -4)) ?? true);
  const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
    if (!wanted(name)) return false;
    total += originalSize;
    if (total > maxBytes)
      throw new LeptonError("NN_NPZ_TOO_LARGE", {
        problem: `Unpacked, the arrays have more than the ${maxBytes} bytes allowed.`,
        received: `${file.length} bytes packed, ${total} or more unpacked`,
        next: "If the file is to be trusted, raise maxBytes, or read single arrays with `names`.",
      });
    return true;
  };
  let entries: Record<string, Uint8Array>;
  try {
    entries = unzipSync(file, { filter });
  } catch (error) {
    if (error instanceof LeptonError) throw error;
    throw new LeptonError("NN_NPZ_INVALID", {
      problem: "This is not a whole .npz file.",
      received: error instanceof Error ? error.message : String(error),
      next: "Write it with numpy.savez or writeNpz, or fetch it again.",
    });
  }
  const missing = names?.find((name) => !(`${name}.npy` in entries));
  if (missing !== undefined)
    throw new LeptonError("NN_NPZ_INVALID", {
      problem: "The .npz file has no array of this name.",
      received: missing,
      next: "Read it without `names` to see what it holds.",
    });
  return Object.fromEntries(
    Object.entries(entries).map(([name, bytes]) => [name.slice(0, -4), readNpy(bytes, element)]),
  );
}

/** Arrays as an .npz file, which `numpy.load` opens. Deflated when `compress`, stored unless told. */
export function writeNpz(
  arrays: Readonly<Record<string, NdArray>>,
  { compress = false }: { compress?: boolean } = {},
): Uint8Array {
  const entries: Zippable = {};
  for (const [name, array] of Object.entries(arrays))
    entries[`${name}.npy`] = [writeNpy(array), { level: compress ? 6 : 0 }];
  return zipSync(entries);
}
