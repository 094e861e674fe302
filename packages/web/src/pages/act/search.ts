export const actTabs = ["experiments", "audiences", "alerts"] as const;
export type ActTab = (typeof actTabs)[number];

/** State of the Act page in its address. */
export interface ActSearch {
  tab?: ActTab;
  /** The dialog to make something is open. */
  make?: true;
  /** Audience whose people an experiment is made for. */
  audience?: string;
  /** Insight an alert is made for. */
  insight?: string;
}

const idOf = (value: unknown) =>
  typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value) ? value : undefined;

export function actSearch(raw: Record<string, unknown>): ActSearch {
  const found: ActSearch = {
    tab: actTabs.find((tab) => tab === raw.tab),
    make: raw.make === true || raw.make === "true" ? true : undefined,
    audience: idOf(raw.audience),
    insight: idOf(raw.insight),
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

export const actItemSearch = (_raw: Record<string, unknown>): Record<string, never> => ({});
