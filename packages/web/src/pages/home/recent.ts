/** What was opened last, on this device only. */
export interface RecentView {
  kind: "insight" | "dashboard";
  id: string;
  name: string;
}

const kept = 6;
const keyOf = (project: string) => `lepton.recent.${project}`;

/** Newest first, each thing once. */
export function withView(views: readonly RecentView[], view: RecentView): RecentView[] {
  return [view, ...views.filter(({ kind, id }) => kind !== view.kind || id !== view.id)].slice(0, kept);
}

export function recentViews(project: string): RecentView[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(keyOf(project)) ?? "[]");
    return Array.isArray(stored) ? stored.filter(isView) : [];
  } catch {
    return [];
  }
}

export function rememberView(project: string, view: RecentView): void {
  localStorage.setItem(keyOf(project), JSON.stringify(withView(recentViews(project), view)));
}

function isView(value: unknown): value is RecentView {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    (value.kind === "insight" || value.kind === "dashboard") &&
    "id" in value &&
    typeof value.id === "string" &&
    "name" in value &&
    typeof value.name === "string"
  );
}
