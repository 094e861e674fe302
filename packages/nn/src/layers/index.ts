export { activation } from "./activation/activation.ts";
export { dense } from "./core/dense.ts";
export { dropout } from "./noise/dropout.ts";
export { flatten } from "./reshaping/flatten.ts";
