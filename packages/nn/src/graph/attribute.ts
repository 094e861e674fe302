import type { AttributeProto } from "../onnx/model.ts";

/** ONNX tells whole numbers from floats, JavaScript does not: attributes say which they are. */
export const int = (value: number): AttributeProto => ({ type: "int", value });
export const ints = (value: readonly number[]): AttributeProto => ({ type: "ints", value });
export const float = (value: number): AttributeProto => ({ type: "float", value });
export const text = (value: string): AttributeProto => ({ type: "string", value });
