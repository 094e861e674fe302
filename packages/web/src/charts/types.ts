import type { FilterGroup, PeoplePoint, QuestionInput, QuestionResult, ResultOf } from "@lepton/growth";
import type { ForecastOverlay } from "./forecast.ts";

export type ViewKind = "line" | "area" | "bar" | "table" | "triangle" | "curve";

/** The schema reads filters recursively, so its input type leaves them open; here they are what they are. */
type WithFilters<T> = T extends readonly (infer Item)[]
  ? WithFilters<Item>[]
  : T extends object
    ? { [K in keyof T]: K extends "filter" ? FilterGroup | undefined : WithFilters<T[K]> }
    : T;
export type Asked = WithFilters<QuestionInput>;
export type AskedOf<K extends QuestionInput["kind"]> = Extract<Asked, { kind: K }>;

/** What every picture of a result is given. */
export interface ViewProps<K extends QuestionResult["kind"]> {
  result: ResultOf<K>;
  question: AskedOf<K>;
  timezone: string;
  currency: string;
  height: number;
  view?: ViewKind | undefined;
  /** On a dashboard: the picture alone. */
  compact?: boolean;
  /** How the lines go on; trends alone are forecast. */
  forecast?: ForecastOverlay | undefined;
  /** A mark was chosen: the people behind it. */
  onPick?: ((point: PeoplePoint, label: string) => void) | undefined;
}
