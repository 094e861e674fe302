import type { Json } from "../types.ts";

/** Largest magnitude ClickHouse reads as an integer inside JSON; beyond it a number needs an exponent. */
const maxInteger = 2 ** 63;

/** JSON text of a value that `JSON.stringify` would write in a way ClickHouse refuses. */
function carefulJson(value: Json): string {
  if (typeof value === "string") return JSON.stringify(Buffer.from(value, "utf8").toString("utf8"));
  if (typeof value === "number")
    return !Number.isFinite(value)
      ? "null"
      : Math.abs(value) >= maxInteger
        ? value.toExponential()
        : String(value);
  if (Array.isArray(value)) return `[${value.map(carefulJson).join(",")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value ?? null);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([key, member]) => `${carefulJson(key)}:${carefulJson(member)}`).join(",")}}`;
}

/**
 * JSON text as ClickHouse reads it: half a surrogate pair becomes U+FFFD, and an integer past 2^63
 * (which JavaScript prints in full up to 1e21) gets an exponent.
 */
export function jsonText(value: Json): string {
  const text = JSON.stringify(value);
  return /\\ud[89a-f]|\d{19}/.test(text) ? carefulJson(value) : text;
}

const special = /[\\\t\n\r\0]/;
const escapes: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": "\\0" };

/** A field of a TabSeparated row. */
export function field(text: string): string {
  return special.test(text) ? text.replace(/[\\\t\n\r\0]/g, (c) => escapes[c] as string) : text;
}

/** JSON inside a TabSeparated field: its only special character is the backslash. */
export function jsonField(value: Json): string {
  const text = jsonText(value);
  return text.includes("\\") ? text.replaceAll("\\", "\\\\") : text;
}

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"));
const three = Array.from({ length: 1000 }, (_, n) => String(n).padStart(3, "0"));
const dayMs = 86_400_000;
let lastDay = Number.NaN;
let lastDate = "";
let lastMs = Number.NaN;
let lastText = "";

/** `YYYY-MM-DD hh:mm:ss.mmm` in UTC. */
export function clock(ms: number): string {
  // The rows of a batch share their arrival, and mostly the day they happened on.
  if (ms === lastMs) return lastText;
  const day = Math.floor(ms / dayMs);
  if (day !== lastDay) {
    lastDate = new Date(day * dayMs).toISOString().slice(0, 10);
    lastDay = day;
  }
  const rest = Math.floor(ms - day * dayMs);
  const hour = Math.floor(rest / 3_600_000);
  const minute = Math.floor(rest / 60_000) % 60;
  const second = Math.floor(rest / 1000) % 60;
  lastMs = ms;
  lastText = `${lastDate} ${two[hour]}:${two[minute]}:${two[second]}.${three[rest % 1000]}`;
  return lastText;
}
