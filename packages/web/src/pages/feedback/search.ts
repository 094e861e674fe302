import type { FilterGroup } from "@lepton/growth";
import type { FeedbackFeeling, FeedbackKind } from "@lepton/server";

export const kinds = ["asks", "praise", "all"] as const satisfies readonly (FeedbackKind | "all")[];
const feelings = ["positive", "negative"] as const satisfies readonly FeedbackFeeling[];
export const defaultFrom = "-12m";

/** State of the page in its address: which feedback, which theme, which entry is open. */
export interface FeedbackSearch {
  from?: string;
  to?: string;
  kind?: (typeof kinds)[number];
  filter?: FilterGroup;
  /** `none`: what is in no theme. */
  theme?: string;
  sentiment?: FeedbackFeeling;
  q?: string;
  entry?: string;
}

export function feedbackSearch(raw: Record<string, unknown>): FeedbackSearch {
  const text = (value: unknown) => (value === undefined || value === "" ? undefined : String(value));
  const oneOf = <T extends string>(list: readonly T[], value: unknown) => list.find((it) => it === value);
  const found: FeedbackSearch = {
    from: text(raw.from),
    to: text(raw.to),
    kind: oneOf(kinds, raw.kind),
    filter: isFilter(raw.filter) ? raw.filter : undefined,
    theme: text(raw.theme),
    sentiment: oneOf(feelings, raw.sentiment),
    q: text(raw.q),
    entry: text(raw.entry),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

const isFilter = (value: unknown): value is FilterGroup =>
  typeof value === "object" &&
  value !== null &&
  "filters" in value &&
  Array.isArray(value.filters) &&
  value.filters.length > 0;
