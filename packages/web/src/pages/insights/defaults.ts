import type { Project } from "@lepton/server";
import type { Asked, AskedOf } from "../../charts/types.ts";
import type { BuilderKind } from "./kinds.ts";

type Settings = Pick<Project, "coreEvent" | "revenueEvent" | "revenueProperty" | "pmfThreshold">;
type Defaults = { [K in BuilderKind]: AskedOf<K> };

/** Where a kind starts: a question that already says something, from the project's own settings. */
export function defaultQuestion<K extends BuilderKind>(
  kind: K,
  settings: Settings,
  events: readonly string[],
): Defaults[K] {
  const core = settings.coreEvent;
  const [first = null, second = null] = events;
  const source = { event: settings.revenueEvent ?? "", property: settings.revenueProperty ?? "revenue" };
  const defaults: Defaults = {
    trends: {
      kind: "trends",
      range: { from: "-30d", to: null },
      interval: "day",
      series: [{ event: core, measure: { type: "uniques" } }],
    },
    funnel: {
      kind: "funnel",
      range: { from: "-30d", to: null },
      steps: [{ event: first }, { event: second ?? first }],
      order: "ordered",
      window: { value: 14, unit: "day" },
    },
    retention: {
      kind: "retention",
      range: { from: "-12w", to: null },
      interval: "week",
      start: { event: core },
      return: { event: core },
      cohorts: "first",
      mode: "on",
      periods: 8,
    },
    lifecycle: {
      kind: "lifecycle",
      range: { from: "-12w", to: null },
      interval: "week",
      on: { event: core },
    },
    stickiness: {
      kind: "stickiness",
      range: { from: "-30d", to: null },
      mode: "histogram",
      interval: "day",
      on: { event: core },
    },
    paths: { kind: "paths", range: { from: "-30d", to: null }, by: "event", maxSteps: 5 },
    revenue: {
      kind: "revenue",
      range: { from: "-12m", to: null },
      interval: "month",
      source,
      ltvPeriods: 12,
    },
    growthAccounting: {
      kind: "growthAccounting",
      range: { from: "-12m", to: null },
      interval: "month",
      of: { type: "people", on: { event: core } },
    },
    survey: { kind: "survey", range: { from: "-12m", to: null }, survey: "nps", interval: "month" },
    pmfScore: {
      kind: "pmfScore",
      range: { from: "-12m", to: null },
      interval: "month",
      threshold: settings.pmfThreshold,
    },
    pmfSegments: { kind: "pmfSegments", range: { from: "-12m", to: null }, threshold: settings.pmfThreshold },
    marketShare: { kind: "marketShare", range: { from: "all", to: null } },
  };
  return defaults[kind];
}

/** Another kind of question about the same people and the same time. */
export function carryOver(from: Asked, to: Asked): Asked {
  const kept = {
    ...("filter" in from && from.filter && "filter" in to === false && to.kind !== "marketShare"
      ? { filter: from.filter }
      : {}),
    ...("excludeInternal" in from && from.excludeInternal && to.kind !== "marketShare"
      ? { excludeInternal: true }
      : {}),
  };
  return { ...to, ...kept } as Asked;
}

/** What must still be chosen before the question can be asked; null when nothing is missing. */
export function missing(question: Asked): "revenueEvent" | "twoSteps" | "series" | "numericProperty" | null {
  if (question.kind === "revenue" && question.source.event === "") return "revenueEvent";
  if (
    question.kind === "growthAccounting" &&
    question.of.type === "revenue" &&
    question.of.source.event === ""
  )
    return "revenueEvent";
  if (question.kind === "funnel" && question.steps.length < 2) return "twoSteps";
  if (question.kind === "trends") {
    if (question.series.length === 0) return "series";
    if (question.series.some(({ measure }) => measure && "property" in measure && measure.property === ""))
      return "numericProperty";
  }
  return null;
}
