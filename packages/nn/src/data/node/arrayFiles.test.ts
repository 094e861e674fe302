import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { float32, ndArray } from "../../array/ndArray.ts";
import { loadIdx, loadNpy, loadNpz, saveNpy, saveNpz } from "./arrayFiles.ts";

let folder = "";
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "arrays-"));
});
afterAll(() => rm(folder, { recursive: true }));

const x = float32([1, 2, 3, 4, 5, 6], [3, 2]);

test("arrays saved are the arrays loaded, over an older file too, with nothing left beside them", async () => {
  await writeFile(at("x.npy"), "old");
  await saveNpy(at("x.npy"), x);
  await saveNpz(at("all.npz"), { x, y: x }, { compress: true });
  expect(await loadNpy(at("x.npy"))).toEqual(x);
  expect(await loadNpz(at("all.npz"), { names: ["y"] })).toEqual({ y: x });
  expect((await readdir(folder)).sort()).toEqual(["all.npz", "x.npy"]);
});

test("a file that cannot be put in place leaves nothing behind", async () => {
  await mkdir(at("taken.npy"));
  await expect(saveNpy(at("taken.npy"), x)).rejects.toThrow();
  expect((await readdir(folder)).filter((name) => name.endsWith(".part"))).toEqual([]);
});

test("IDX, plain and gzipped, the same; damaged, too large and missing files are told", async () => {
  const file = Buffer.from([0, 0, 0x08, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9]);
  await writeFile(at("plain"), file);
  await writeFile(at("packed.gz"), gzipSync(file));
  await writeFile(at("cut.gz"), gzipSync(file).subarray(0, 25));
  const expected = ndArray(new Uint8Array([7, 8, 9]), [1, 3], "uint8");
  expect(await loadIdx(at("plain"))).toEqual(expected);
  expect(await loadIdx(at("packed.gz"))).toEqual(expected);
  await expect(loadIdx(at("cut.gz"))).rejects.toThrow(/whole IDX file|bytes allowed/);
  await expect(loadIdx(at("packed.gz"), { maxBytes: 8 })).rejects.toMatchObject({ code: "NN_IDX_TOO_LARGE" });
  await expect(loadIdx(at("nothing"))).rejects.toMatchObject({ code: "NN_FILE_MISSING" });
});
