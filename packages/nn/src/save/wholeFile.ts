import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { LeptonError } from "@lepton/core";

/**
 * Writes a file whole or not at all: beside its place, onto the disk, then renamed. What stood there before stays until
 * then. Errors: NN_FILE_UNWRITABLE.
 */
export async function writeWhole(path: string, contents: Uint8Array | string): Promise<void> {
  const beside = `${path}.${randomUUID()}.tmp`;
  try {
    const file = await open(beside, "wx");
    try {
      await file.writeFile(contents);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(beside, path);
  } catch (cause) {
    // Where the folder is none, there is nothing to remove either: the first error is the one to tell.
    await rm(beside, { force: true }).catch(() => {});
    throw new LeptonError(
      "NN_FILE_UNWRITABLE",
      {
        problem: `The file cannot be written: ${cause instanceof Error ? cause.message : cause}.`,
        received: path,
        next: "Give a path in a folder that exists, on a disk with space.",
      },
      { cause },
    );
  }
}
