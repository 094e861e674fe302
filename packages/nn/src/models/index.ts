export { type ModelOptions, model, sequential } from "./build.ts";
export type { Callback, EpochVerdict, Logs, TrainingPlan } from "./callback.ts";
export type { CompileOptions } from "./compile.ts";
export type { Data, LabelledData } from "./data.ts";
export type { EvaluateOptions, FitOptions } from "./fitOptions.ts";
export type { History } from "./history.ts";
export type { Model, PredictOptions } from "./model.ts";
export type { LayerTime, Profile, ProfileOptions } from "./profile.ts";
export type { ClassWeights } from "./weighted.ts";
