import type { SurveyKind } from "@lepton/server";

export const templates = ["pmf", "nps", "csat", "ces"] as const satisfies readonly SurveyKind[];
export type Template = (typeof templates)[number];
export const surveyTabs = ["edit", "results"] as const;
export const devices = ["desktop", "mobile"] as const;
export const previewThemes = ["light", "dark"] as const;
export const previewLanguages = ["en", "zh"] as const;

/** State of one survey's page in its address. */
export interface SurveySearch {
  /** Template of a survey that is not made yet. */
  kind?: Template;
  /** Audience that a survey is made for. */
  audience?: string;
  tab?: (typeof surveyTabs)[number];
  device?: (typeof devices)[number];
  theme?: (typeof previewThemes)[number];
  language?: (typeof previewLanguages)[number];
}

const oneOf = <T extends string>(list: readonly T[], value: unknown): T | undefined =>
  list.find((it) => it === value);

export function surveySearch(raw: Record<string, unknown>): SurveySearch {
  const found = {
    kind: oneOf(templates, raw.kind),
    audience:
      typeof raw.audience === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(raw.audience)
        ? raw.audience
        : undefined,
    tab: oneOf(surveyTabs, raw.tab),
    device: oneOf(devices, raw.device),
    theme: oneOf(previewThemes, raw.theme),
    language: oneOf(previewLanguages, raw.language),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** The list has no state of its own. */
export const surveysSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
