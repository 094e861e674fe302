import { type SnippetTab, snippetTabs } from "./snippets.ts";

export const dataTabs = ["connect", "import", "rejects", "keys", "market", "schema"] as const;
export type DataTab = (typeof dataTabs)[number];

/** State of this page in its address. */
export interface DataSearch {
  tab?: DataTab;
  /** Way of sending events, on the tab `connect`. */
  via?: SnippetTab;
  /** Filter of the rejects. */
  source?: string;
  code?: string;
  /** Event whose properties are open, on the tab `schema`. */
  event?: string;
}

export function dataSearch(raw: Record<string, unknown>): DataSearch {
  const text = (key: "source" | "code" | "event") =>
    typeof raw[key] === "string" && raw[key] !== "" ? { [key]: raw[key] } : {};
  return {
    ...(dataTabs.includes(raw.tab as DataTab) ? { tab: raw.tab as DataTab } : {}),
    ...(snippetTabs.includes(raw.via as SnippetTab) ? { via: raw.via as SnippetTab } : {}),
    ...text("source"),
    ...text("code"),
    ...text("event"),
  };
}
