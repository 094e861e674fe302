import { binary, unary } from "./elementwise.ts";

/** Jumps: the derivative is 0 wherever there is one. */
const none = () => [];
/** x ≥ y, as bool. */
export const greaterOrEqual = binary("greaterOrEqual", {
  onnx: "GreaterOrEqual",
  gradient: none,
  result: "bool",
});
/** x > y, as bool. */
export const greater = binary("greater", { onnx: "Greater", gradient: none, result: "bool" });
/** x < y, as bool. */
export const less = binary("less", { onnx: "Less", gradient: none, result: "bool" });
/** x = y, as bool. */
export const equal = binary("equal", { onnx: "Equal", gradient: none, result: "bool" });
/** Both, of bools. */
export const logicalAnd = binary("logicalAnd", { onnx: "And", gradient: none });
/** Not x, of a bool. */
export const logicalNot = unary("logicalNot", { onnx: "Not", gradient: none });
