export { additiveAttention } from "./additiveAttention.ts";
export { attention } from "./attention.ts";
export { multiHeadAttention } from "./multiHeadAttention.ts";
export { transformerEncoder } from "./transformerEncoder.ts";
