import type { ForecastSpecInput } from "@lepton/server";
import type { Asked } from "../../charts/types.ts";
import { type BuilderKind, isBuilderKind } from "./kinds.ts";

export const views = ["line", "area", "bar", "table", "triangle", "curve"] as const;
export type View = (typeof views)[number];

/** The whole state of the builder: what is asked, how it is drawn, what is opened. */
export interface InsightSearch {
  kind?: BuilderKind;
  q?: Asked;
  view?: View;
  /** Which survey measure the survey tab shows is part of `q`; `sql` opens the SQL. */
  sql?: boolean;
  /** How the trends go on; false takes the forecast of a saved insight away. */
  forecast?: ForecastSpecInput | false;
  /** Rehearsals are drawn. */
  rehearsals?: boolean;
}

const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);

/** Whatever stands in an address: unknown parts are dropped, the server judges the question itself. */
export function insightSearch(raw: Record<string, unknown>): InsightSearch {
  const q = raw.q;
  const question =
    typeof q === "object" && q !== null && "kind" in q && isBuilderKind(q.kind) ? (q as Asked) : undefined;
  const kind =
    question && isBuilderKind(question.kind) ? question.kind : isBuilderKind(raw.kind) ? raw.kind : undefined;
  return {
    ...(kind ? { kind } : {}),
    ...(question ? { q: question } : {}),
    ...(views.includes(raw.view as View) ? { view: raw.view as View } : {}),
    ...(raw.sql === true ? { sql: true } : {}),
    ...(raw.forecast === false || isObject(raw.forecast)
      ? { forecast: raw.forecast as ForecastSpecInput | false }
      : {}),
    ...(raw.rehearsals === true ? { rehearsals: true } : {}),
  };
}
