/** Names of features as `@lepton/growth` makes them, taken apart so that they can be said in any language. */
export interface FeatureWords {
  /** Key of the text below `feature`. */
  key: string;
  days?: number;
  /** Event or property the feature is about. */
  of?: string;
}

const single = new Set([
  "recency_days",
  "tenure_days",
  "events",
  "active_days",
  "gap_mean_days",
  "gap_sd_days",
  "quiet_ratio",
  "weekend_share",
  "money_sum",
  "money_mean",
  "money_last",
]);
const windowed = /^(events|active_days|trend|money)_(\d+)d$/;
const counted = /^count_(\d+)d:(.+)$/s;
const about = /^(count|days_since|first):(.+)$/s;

/** Null for a name of another origin: its own description stands. */
export function featureWords(name: string): FeatureWords | null {
  if (single.has(name)) return { key: name };
  const inWindow = windowed.exec(name);
  if (inWindow) return { key: `${inWindow[1]}_window`, days: Number(inWindow[2]) };
  const inCount = counted.exec(name);
  if (inCount) return { key: "count_window", days: Number(inCount[1]), of: inCount[2] };
  const isAbout = about.exec(name);
  if (isAbout) return { key: `${isAbout[1]}_of`, of: isAbout[2] };
  return null;
}
