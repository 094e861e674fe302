export interface DashboardSearch {
  /** Laid over every tile's range while set. */
  from?: string;
  to?: string;
  edit?: boolean;
}

export function dashboardSearch(raw: Record<string, unknown>): DashboardSearch {
  return {
    ...(typeof raw.from === "string" ? { from: raw.from } : {}),
    ...(typeof raw.to === "string" ? { to: raw.to } : {}),
    ...(raw.edit === true ? { edit: true } : {}),
  };
}
