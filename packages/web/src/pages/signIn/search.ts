/** Where to go after signing in: a path of this app, never another site. */
export const signInSearch = (raw: Record<string, unknown>): { next?: string } =>
  typeof raw.next === "string" && /^\/(?!\/)/.test(raw.next) ? { next: raw.next } : {};
