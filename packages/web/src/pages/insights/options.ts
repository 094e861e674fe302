import type { Interval } from "@lepton/growth";
import type { Asked } from "../../charts/types.ts";
import type { View } from "./search.ts";

const time: readonly Interval[] = ["hour", "day", "week", "month", "quarter", "year"];
const days: readonly Interval[] = ["day", "week", "month"];

/** The widths of time that a kind offers, and which field of the question holds it. */
export function intervalsOf(
  question: Asked,
): { field: "interval" | "trend"; value: Interval; options: readonly Interval[] } | null {
  switch (question.kind) {
    case "trends":
      return { field: "interval", value: question.interval ?? "day", options: time };
    case "survey":
    case "pmfScore":
      return { field: "interval", value: question.interval ?? "month", options: time.slice(1) };
    case "funnel":
      return question.trend ? { field: "trend", value: question.trend, options: time } : null;
    case "lifecycle":
      return { field: "interval", value: question.interval ?? "week", options: days };
    case "stickiness":
      return (question.mode ?? "histogram") === "histogram"
        ? { field: "interval", value: question.interval ?? "day", options: days }
        : null;
    case "revenue":
      return {
        field: "interval",
        value: question.interval ?? "month",
        options: ["week", "month", "quarter"],
      };
    case "growthAccounting":
      return {
        field: "interval",
        value: question.interval ?? "month",
        options: ["day", "week", "month", "quarter"],
      };
    default:
      return null;
  }
}

/** How a kind may be drawn, usual first. Retention's width is part of its sentence. */
export function viewsOf(question: Asked): View[] {
  if (question.kind === "trends") return ["line", "area", "bar", "table"];
  if (question.kind === "funnel") return ["bar", "line"];
  if (question.kind === "retention") return ["triangle", "curve"];
  return [];
}
