/** What of a date tells a model something: trend, season, weekday and hour, in UTC. */
export const dateParts = ["days", "month", "monthDay", "weekday", "hour"] as const;
export type DatePart = (typeof dateParts)[number];

const dayMs = 86_400_000;

/** `days` since 1970 with its fraction; month 1–12; day of the month 1–31; weekday 0 (Sunday)–6; hour 0–23. */
export function datePartOf(ms: number, part: DatePart): number {
  const date = new Date(ms);
  switch (part) {
    case "days":
      return ms / dayMs;
    case "month":
      return date.getUTCMonth() + 1;
    case "monthDay":
      return date.getUTCDate();
    case "weekday":
      return date.getUTCDay();
    case "hour":
      return date.getUTCHours();
  }
}
