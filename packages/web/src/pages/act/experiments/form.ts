import type { ExperimentMetricInput, FilterGroup } from "@lepton/growth";
import type { CreateExperimentRequest } from "@lepton/server";

/** An experiment while it is written. */
export interface ExperimentDraft {
  name: string;
  /** Null: follows the name. */
  key: string | null;
  hypothesis: string;
  variants: { key: string; weight: number }[];
  who: FilterGroup | undefined;
  metrics: MetricDraft[];
  plannedPeople: number;
}
export interface MetricDraft {
  kind: "conversion" | "count" | "sum";
  event: string | null;
  property: string | null;
  windowDays: number;
  goal: "increase" | "decrease";
  role: "primary" | "secondary" | "guardrail";
}

export const emptyMetric = (role: MetricDraft["role"]): MetricDraft => ({
  kind: "conversion",
  event: null,
  property: null,
  windowDays: 7,
  goal: role === "guardrail" ? "decrease" : "increase",
  role,
});

export const emptyDraft = (name = "", who?: FilterGroup): ExperimentDraft => ({
  name,
  key: null,
  hypothesis: "",
  variants: [
    { key: "control", weight: 50 },
    { key: "new", weight: 50 },
  ],
  who,
  metrics: [emptyMetric("primary")],
  plannedPeople: 10_000,
});

/** A key in the shape the server takes, from a name in any script: "Kürzere Kasse!" → "k-rzere-kasse". */
export function keyFrom(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 64)
    .replace(/-+$/, "");
}
export const keyOf = ({ key, name }: Pick<ExperimentDraft, "key" | "name">): string => key ?? keyFrom(name);

const keyShape = /^[a-z0-9]+([-_][a-z0-9]+)*$/;

/** What keeps a draft from being saved: text keys of `act`. */
export function problemsOf(draft: ExperimentDraft): string[] {
  const problems: string[] = [];
  if (draft.name.trim() === "") problems.push("problem.name");
  if (!keyShape.test(keyOf(draft))) problems.push("problem.key");
  const keys = draft.variants.map(({ key }) => key);
  if (keys.some((key) => !keyShape.test(key)) || new Set(keys).size < keys.length)
    problems.push("problem.variants");
  if (draft.metrics.some((metric) => !isComplete(metric))) problems.push("problem.metric");
  return problems;
}

export const isComplete = ({ kind, event, property }: MetricDraft): boolean =>
  event !== null && (kind !== "sum" || property !== null);

/** A metric as the server takes it; `name` says it in words. */
export function metricBody(metric: MetricDraft, id: string, name: string): ExperimentMetricInput {
  const { kind, event, property, windowDays, goal, role } = metric;
  return {
    id,
    name: name.slice(0, 100),
    kind,
    event,
    ...(kind === "sum" && property !== null ? { property } : {}),
    windowDays,
    goal,
    role,
  };
}

export function createBody(
  draft: ExperimentDraft,
  nameOf: (metric: MetricDraft) => string,
): CreateExperimentRequest {
  return {
    name: draft.name.trim(),
    key: keyOf(draft),
    hypothesis: draft.hypothesis,
    variants: draft.variants,
    who: draft.who ?? null,
    metrics: draft.metrics.map((metric, i) => metricBody(metric, `m${i + 1}`, nameOf(metric))),
    plannedPeople: draft.plannedPeople,
  };
}
