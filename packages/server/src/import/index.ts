export { previewFile } from "./guess.ts";
export { type Checkpoint, type ImportOptions, type ImportProgress, importFile } from "./importFile.ts";
export { importRoutes } from "./routes.ts";
export {
  loadSampleCompany,
  removeSampleCompany,
  type SampleOptions,
  type SampleSummary,
} from "./sample/load.ts";
export * from "./schema.ts";
