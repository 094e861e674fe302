/** Numbers, shares, money and times as people of a language write them. Nothing known is shown as "–". */
const none = "–";

export function formatNumber(value: number | null | undefined, language: string, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  const whole = Number.isInteger(value) || Math.abs(value) >= 1000;
  return new Intl.NumberFormat(language, { maximumFractionDigits: whole ? 0 : digits }).format(value);
}

/** 12,300 → 12.3K; in Chinese 1.2万. */
export function formatCompact(value: number | null | undefined, language: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  return new Intl.NumberFormat(language, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** Share in [0, 1] as percent. */
export function formatShare(value: number | null | undefined, language: string, digits = 1): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  return new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: digits }).format(value);
}

export function formatMoney(value: number | null | undefined, currency: string, language: string): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  const digits = Math.abs(value) >= 1000 ? 0 : 2;
  return new Intl.NumberFormat(language, {
    style: "currency",
    currency,
    maximumFractionDigits: digits,
  }).format(value);
}

const units = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A length of time in its two largest units: 93784 s → "1 day, 2 hours". */
export function formatDuration(seconds: number | null | undefined, language: string): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds)) return none;
  let rest = Math.max(0, Math.round(seconds));
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0 || (unit === "second" && parts.length === 0))
      parts.push(
        new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count),
      );
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

/** "4 seconds ago", from a UTC instant. */
export function formatAgo(instant: string | null | undefined, now: number, language: string): string {
  if (!instant) return none;
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
  if (seconds < 60) return relative.format(-seconds, "second");
  if (seconds < 3_600) return relative.format(-Math.round(seconds / 60), "minute");
  if (seconds < 86_400) return relative.format(-Math.round(seconds / 3_600), "hour");
  return relative.format(-Math.round(seconds / 86_400), "day");
}

/** An instant in the project's zone. */
export function formatInstant(
  instant: string | null | undefined,
  timezone: string,
  language: string,
): string {
  if (!instant) return none;
  return new Intl.DateTimeFormat(language, {
    timeZone: timezone,
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(new Date(instant));
}

/** Bytes in binary units. */
export function formatBytes(bytes: number, language: string): string {
  const names = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = Math.min(names.length - 1, bytes > 0 ? Math.floor(Math.log2(bytes) / 10) : 0);
  const value = bytes / 1024 ** power;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 ? 1 : 0 }).format(value)} ${names[power]}`;
}
