import type { Operator } from "./call.ts";
import { elementwise } from "./elementwise.ts";
import { products } from "./products.ts";
import { shapes } from "./shapes.ts";
import { windows } from "./windows.ts";

/** ONNX operators that are read, by name: those of networks for pictures (MobileNet, ResNet, EfficientNet, VGG). */
export const operators: Readonly<Record<string, Operator>> = {
  ...elementwise,
  ...products,
  ...shapes,
  ...windows,
};
