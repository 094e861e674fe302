export { type CheckpointOptions, checkpoint, resume, writeCheckpoint } from "./checkpoint.ts";
export { type CsvLoggerOptions, csvLogger } from "./csvLogger.ts";
export * from "./portable.ts";
export { type TensorBoardOptions, tensorBoard } from "./tensorBoard.ts";
export { EventFile, type Histogram } from "./tensorBoardFile.ts";
