import type { Model } from "../models/model.ts";
import { writeWhole } from "../save/wholeFile.ts";
import { type ExportOptions, onnxBytes } from "./onnxBytes.ts";

/**
 * The model as an .onnx file that predicts: its bytes, and the file where a path is given, written beside and renamed.
 * See `onnxBytes` for what is in it. Errors: NN_FILE_UNWRITABLE, and those of `onnxBytes`.
 * @example
 * ```ts
 * await exportOnnx(model, { path: "digits.onnx", classLabels: ["0", "1", "2"] });
 * ```
 */
export async function exportOnnx(
  model: Model,
  { path, ...options }: ExportOptions & { path?: string } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await onnxBytes(model, options);
  if (path !== undefined) await writeWhole(path, bytes);
  return bytes;
}
