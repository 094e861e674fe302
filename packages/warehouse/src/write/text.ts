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

let lastSecond = Number.NaN;
let lastText = "";

/** `YYYY-MM-DD hh:mm:ss.mmm` in UTC; the second is kept, since rows of one batch share it. */
export function clock(ms: number): string {
  const second = Math.floor(ms / 1000);
  if (second !== lastSecond) {
    lastText = new Date(second * 1000).toISOString().slice(0, 19).replace("T", " ");
    lastSecond = second;
  }
  return `${lastText}.${String(Math.floor(ms - second * 1000)).padStart(3, "0")}`;
}
