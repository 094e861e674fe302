export const settingsTabs = ["project", "members", "keys", "account", "audit"] as const;
export type SettingsTab = (typeof settingsTabs)[number];

/** State of this page in its address. */
export interface SettingsSearch {
  tab?: SettingsTab;
}
export const settingsSearch = (raw: Record<string, unknown>): SettingsSearch =>
  settingsTabs.includes(raw.tab as SettingsTab) ? { tab: raw.tab as SettingsTab } : {};
