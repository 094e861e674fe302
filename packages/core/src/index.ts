export { type ErrorParts, LeptonError } from "./errors.ts";
export { type Estimate, estimate } from "./estimate.ts";
