import type { Feature, FeaturePlan, FeatureRow } from "@lepton/growth";
import type { Problem } from "../contract/common.ts";
import type { ModelTask, Reason } from "../contract/model.ts";
import type { ModelReference } from "../contract/monitor.ts";
import type { ModelBody } from "../meta/models.ts";
import type { Observed } from "./monitor/reference.ts";
import type { CurvePoint } from "./train/board.ts";

/** What the server tells the process that trains or scores. */
export type WorkerOrder =
  | { kind: "train"; order: TrainOrder }
  /** Rows of one cutoff, by its place among the cutoffs. */
  | { kind: "rows"; cutoff: number; rows: FeatureRow[] }
  | { kind: "fit" }
  /** `reference`: whose bins are counted, for the monitor. */
  | { kind: "score"; file: string; reference: ModelReference | null }
  /** After the last rows: reasons of the highest scores. */
  | { kind: "explain"; most: number; reasons: number }
  /** Distributions of all rows scored. */
  | { kind: "observe" };

export interface TrainOrder {
  task: ModelTask;
  plan: FeaturePlan;
  features: Feature[];
  /** UTC ms, ascending; the last one is the test. */
  cutoffsMs: readonly number[];
  seed: number;
  budgetSeconds: number;
  /** Where the model is written once it is complete. */
  file: string;
}

export interface ScoredRow {
  personId: string;
  score: number;
  reasons: Reason[];
}
/** What the process tells the server. */
export type WorkerMessage =
  /** It has read its orders so far and takes more. */
  | { kind: "ready" }
  | {
      kind: "progress";
      share: number;
      step: string;
      secondsLeft: number | null;
      line?: string;
      /** Losses since the last message. */
      curve?: CurvePoint[];
    }
  | { kind: "trained"; result: TrainResult }
  | { kind: "scored"; rows: ScoredRow[] }
  | { kind: "observed"; observed: Observed | null }
  | { kind: "failed"; problem: Pick<Problem, "code" | "problem" | "next" | "field"> };

/** Everything about a model that comes from its rows. */
export type TrainResult = Pick<
  ModelBody,
  | "headline"
  | "verdict"
  | "estimator"
  | "rows"
  | "trainSeconds"
  | "parameters"
  | "leaderboard"
  | "inputs"
  | "drivers"
  | "curves"
  | "reference"
  | "warnings"
> & { data: Omit<ModelBody["data"], "from" | "to"> };
