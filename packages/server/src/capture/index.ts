export type { CaptureContext, CaptureOptions, CaptureProject } from "./ports.ts";
export { capturePlugin } from "./routes.ts";
