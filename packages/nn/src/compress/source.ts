import { LeptonError } from "@lepton/core";
import { onnxModel } from "../exchange/onnxBytes.ts";
import { opsetOf } from "../exchange/onnxNetwork.ts";
import { Model } from "../models/model.ts";
import { decodeModel } from "../onnx/decode.ts";
import type { ModelProto } from "../onnx/model.ts";
import { validateModel } from "../onnx/validate.ts";

/** A model, or the bytes of an .onnx file that predicts. */
export type Predictor = Model | Uint8Array;

/** Its graph. Errors: NN_ONNX_INVALID; NN_ONNX_UNSUPPORTED before opset 13, which cannot say scales per channel. */
export async function graphOf(predictor: Predictor): Promise<ModelProto> {
  if (predictor instanceof Model) return onnxModel(predictor);
  const model = decodeModel(predictor);
  validateModel(model);
  if (opsetOf(model) < 13)
    throw new LeptonError("NN_ONNX_UNSUPPORTED", {
      problem: "The file is written against an operator set without quantisation per channel.",
      received: `opset ${opsetOf(model)}`,
      next: "Export it with opset 13 or later.",
    });
  return model;
}
