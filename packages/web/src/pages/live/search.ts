/** State of this page in its address. */
export interface LiveSearch {
  /** Event names shown; absent: all. */
  events?: string[];
  q?: string;
  /** The event whose details are open. */
  uuid?: string;
}

export function liveSearch(raw: Record<string, unknown>): LiveSearch {
  const events = Array.isArray(raw.events)
    ? raw.events.filter((it): it is string => typeof it === "string")
    : [];
  return {
    ...(events.length > 0 ? { events } : {}),
    ...(typeof raw.q === "string" && raw.q !== "" ? { q: raw.q } : {}),
    ...(typeof raw.uuid === "string" ? { uuid: raw.uuid } : {}),
  };
}
