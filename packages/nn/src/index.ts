/** What Node gets: everything that runs anywhere, and what reads and writes files. */

export * from "./browser.ts";
export * as callbacks from "./callbacks/index.ts";
export * from "./callbacks/index.ts";
export { loadIdx, loadNpy, loadNpz, saveNpy, saveNpz } from "./data/node/arrayFiles.ts";
export { type AugmentedDataset, augmented, type ThreadOptions } from "./data/node/augmented.ts";
export { readImage } from "./data/node/decodeImage.ts";
export {
  type ImageDirectory,
  type ImageDirectoryOptions,
  imageDirectory,
} from "./data/node/imageDirectory.ts";
export type { ImageProgress, Unreadable } from "./data/node/imageStore.ts";
export { sampleDigits } from "./data/node/sampleDigits.ts";
export { exportOnnx } from "./exchange/exportOnnx.ts";
export { fromOnnx } from "./exchange/fromOnnx.ts";
export { onnxModel } from "./exchange/onnxBytes.ts";
export { encodeModel } from "./onnx/encode.ts";
export {
  type AttributeProto,
  defaultOpsets,
  type GraphProto,
  irVersion,
  type ModelProto,
  type NodeProto,
  type TensorProto,
} from "./onnx/model.ts";
export { validateModel } from "./onnx/validate.ts";
export { loadModel, modelFileInfo, saveModel } from "./save/modelFile.ts";
