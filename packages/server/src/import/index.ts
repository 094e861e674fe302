export { previewFile } from "./guess.ts";
export { type Checkpoint, type ImportOptions, type ImportProgress, importFile } from "./importFile.ts";
export * from "./schema.ts";
