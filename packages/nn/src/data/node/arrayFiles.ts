import { randomUUID } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { LeptonError } from "@lepton/core";
import type { NdArray } from "../../array/ndArray.ts";
import { invalidIdx, readIdx, unpackedSize } from "../idx.ts";
import { readNpy, writeNpy } from "../npy.ts";
import { type NpzOptions, readNpz, writeNpz } from "../npz.ts";

/**
 * `readIdx` of a file; unpacked off the calling thread, piece by piece, so that this one stays free.
 * Errors: NN_FILE_MISSING, and those of `readIdx`.
 */
export async function loadIdx(
  path: string,
  { maxBytes = 2 ** 31 }: { maxBytes?: number } = {},
): Promise<NdArray> {
  const file = await contents(path);
  if (file[0] !== 0x1f || file[1] !== 0x8b) return readIdx(file, { maxBytes });
  const out = new Uint8Array(unpackedSize(file, maxBytes));
  let at = 0;
  try {
    const pieces = createGunzip({ chunkSize: 2 ** 18 });
    pieces.end(file);
    for await (const piece of pieces as AsyncIterable<Uint8Array>) {
      out.set(piece, at); // A RangeError past the end: the file holds more than it announces.
      at += piece.length;
    }
  } catch (error) {
    throw invalidIdx(error instanceof Error ? error.message : String(error));
  }
  return readIdx(out.subarray(0, at), { maxBytes });
}

/** `readNpy` of a file. Errors: NN_FILE_MISSING, and those of `readNpy`. */
export const loadNpy = async (path: string, options?: { int64?: "int64" | "int32" }): Promise<NdArray> =>
  readNpy(await contents(path), options);

/** `readNpz` of a file. Errors: NN_FILE_MISSING, and those of `readNpz`. */
export const loadNpz = async (path: string, options?: NpzOptions): Promise<Record<string, NdArray>> =>
  readNpz(await contents(path), options);

/** Writes an .npy file, whole or not at all. */
export const saveNpy = (path: string, array: NdArray): Promise<void> => save(path, writeNpy(array));

/** Writes an .npz file, whole or not at all. */
export const saveNpz = (
  path: string,
  arrays: Readonly<Record<string, NdArray>>,
  options?: { compress?: boolean },
): Promise<void> => save(path, writeNpz(arrays, options));

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    throw new LeptonError(
      "NN_FILE_MISSING",
      {
        problem: "The file cannot be read.",
        received: error instanceof Error ? error.message : path,
        next: "Check the path and the permission to read it.",
      },
      { cause: error },
    );
  }
}

/** Written beside and renamed, so that nobody ever reads half a file. */
async function save(path: string, bytes: Uint8Array): Promise<void> {
  const beside = `${path}.${randomUUID()}.part`;
  try {
    await writeFile(beside, bytes);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
