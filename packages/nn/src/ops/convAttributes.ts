import { int, ints } from "../graph/attribute.ts";
import type { Geometry } from "./geometry.ts";

export interface ConvAttributes extends Geometry {
  /** Channels are cut into so many groups that do not see each other; all of them: depthwise. */
  readonly groups: number;
}

/** As ONNX's Conv takes them. */
export const convAttributes = ({ kernel, strides, dilations, pads, groups }: ConvAttributes) => ({
  kernel_shape: ints(kernel),
  strides: ints(strides),
  dilations: ints(dilations),
  pads: ints(pads),
  group: int(groups),
});
