export { type CheckpointOptions, checkpoint, resume, writeCheckpoint } from "./checkpoint.ts";
export { type CsvLoggerOptions, csvLogger } from "./csvLogger.ts";
export { type EarlyStoppingOptions, earlyStopping } from "./earlyStopping.ts";
export { learningRateScheduler } from "./learningRateScheduler.ts";
export type { MonitorOptions } from "./monitor.ts";
export { type LineStream, type ProgressBarOptions, progressBar } from "./progressBar.ts";
export { type PlateauOptions, reduceLearningRateOnPlateau } from "./reduceLearningRateOnPlateau.ts";
export { type TensorBoardOptions, tensorBoard } from "./tensorBoard.ts";
export { EventFile, type Histogram } from "./tensorBoardFile.ts";
