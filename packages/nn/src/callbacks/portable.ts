export { type EarlyStoppingOptions, earlyStopping } from "./earlyStopping.ts";
export { learningRateScheduler } from "./learningRateScheduler.ts";
export type { MonitorOptions } from "./monitor.ts";
export { type LineStream, type ProgressBarOptions, progressBar } from "./progressBar.ts";
export { type PlateauOptions, reduceLearningRateOnPlateau } from "./reduceLearningRateOnPlateau.ts";
