import { readFile } from "node:fs/promises";
import { LeptonError } from "@lepton/core";
import type { Model } from "../models/model.ts";
import {
  type LoadOptions,
  type ModelInfo,
  modelFromBytes,
  modelInfo,
  modelToBytes,
  type SaveOptions,
} from "./modelBytes.ts";
import { writeWhole } from "./wholeFile.ts";

/**
 * Writes the model as one file, by custom named .lepton: a .safetensors file with its weights, which other programs
 * read too, and everything else in its metadata. Written beside and renamed, so what stood there stays whole until then.
 * Errors: NN_FILE_UNWRITABLE, and those of `modelToBytes`.
 */
export const saveModel = async (model: Model, path: string, options?: SaveOptions): Promise<void> =>
  writeWhole(path, await modelToBytes(model, options));

/** The model that `saveModel` wrote, ready to predict and to go on training. Errors: NN_FILE_MISSING, those of `modelFromBytes`. */
export const loadModel = async (path: string, options?: LoadOptions): Promise<Model> =>
  modelFromBytes(await contents(path), options);

/** What the file says besides its numbers: layers, class labels, metadata. Errors: as of `loadModel`. */
export const modelFileInfo = async (path: string): Promise<ModelInfo> => modelInfo(await contents(path));

async function contents(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new LeptonError(
      "NN_FILE_MISSING",
      { problem: "The model cannot be read.", received: path, next: "Give the path it was saved to." },
      { cause },
    );
  }
}
