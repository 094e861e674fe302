import type { Json, Properties } from "@lepton/warehouse";

export const maxEventName = 200;
export const maxDistinctId = 200;
export const maxProperties = 255;
export const maxEventBytes = 1024 * 1024;
export const maxDepth = 20;
export const maxKey = 400;
/** Dedupe keys beyond this are cut; no SDK sends more than 36 characters. */
export const maxDedupeKey = 200;

/** Why one event was refused; the rest of its batch goes on. */
export class Refusal extends Error {
  constructor(
    readonly code: string,
    readonly reason: string,
    readonly field?: string,
  ) {
    super(reason);
  }
}

/** The event's name, or the refusal that says what is wrong with it. */
export function eventName(value: unknown, field = "event"): string {
  if (typeof value !== "string" || value === "")
    throw new Refusal("EVENT_NAME_MISSING", `"${field}" must be a non-empty text.`, field);
  if (value.length > maxEventName)
    throw new Refusal(
      "EVENT_NAME_TOO_LONG",
      `"${field}" has ${value.length} characters; ${maxEventName} are allowed.`,
      field,
    );
  return value;
}

/** Any JSON value as a distinct id of at most 200 characters; undefined when it names nobody. */
export function distinctIdOf(value: unknown): string | undefined {
  if (value === undefined || value === null || value === "") return undefined;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const trimmed = text.length > maxDistinctId ? text.slice(0, maxDistinctId).toWellFormed() : text;
  return trimmed.trim() === "" ? undefined : trimmed;
}

/** Plain object, not an array. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Copies properties as the warehouse can take them, leaving out keys named in `without`.
 *
 * ClickHouse's JSON type was seen to refuse a whole insert for: integers of 2⁶⁴ and more written as
 * digits (kept as text here), `{"a.b":1,"a":{"b":2}}` (the dotted one is dropped), and lone surrogates
 * (replaced before parsing, see `sniff.ts`). One such event must not stop those beside it.
 */
export function properties(
  input: Record<string, unknown>,
  field: string,
  without?: ReadonlySet<string>,
): Properties {
  const output: Properties = {};
  let count = 0;
  let dotted = false;
  for (const key in input) {
    if (without?.has(key) || key === "__proto__") continue;
    if (++count > maxProperties)
      throw new Refusal("TOO_MANY_PROPERTIES", `More than ${maxProperties} properties.`, field);
    if (key.length > maxKey)
      throw new Refusal("PROPERTY_NAME_TOO_LONG", `A property name has ${key.length} characters.`, field);
    if (key.includes(".")) dotted = true;
    const value = input[key];
    if (typeof value === "string" || typeof value === "boolean") output[key] = value;
    else if (typeof value === "number") output[key] = storable(value);
    else {
      const cleaned = clean(value, 1, field);
      output[key] = cleaned.value;
      dotted ||= cleaned.dotted;
    }
  }
  return dotted ? withoutDuplicatePaths(output) : output;
}

function clean(value: unknown, depth: number, field: string): { value: Json; dotted: boolean } {
  if (typeof value === "number") return { value: storable(value), dotted: false };
  if (typeof value === "string" || typeof value === "boolean") return { value, dotted: false };
  if (typeof value !== "object" || value === null) return { value: null, dotted: false };
  if (depth > maxDepth)
    throw new Refusal("PROPERTY_TOO_DEEP", `Properties are nested deeper than ${maxDepth} levels.`, field);
  let dotted = false;
  if (Array.isArray(value)) {
    const list = value.map((item) => {
      const cleaned = clean(item, depth + 1, field);
      dotted ||= cleaned.dotted;
      return cleaned.value;
    });
    return { value: list, dotted };
  }
  const output: Properties = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === "__proto__") continue;
    const cleaned = clean(item, depth + 1, field);
    dotted ||= cleaned.dotted || key.includes(".");
    output[key] = cleaned.value;
  }
  return { value: output, dotted };
}

/** JavaScript prints integers below 1e21 as digits; from 2⁶⁴ on ClickHouse cannot read those. */
function storable(value: number): Json {
  const tooLong = Math.abs(value) >= 2 ** 63 && Math.abs(value) < 1e21;
  return tooLong ? String(value) : value;
}

/** Drops what would give one path twice: nested objects win over dotted names. */
function withoutDuplicatePaths(input: Properties): Properties {
  const seen = new Set<string>();
  const strip = (object: Properties, prefix: string): Properties => {
    const output: Properties = {};
    const keys = Object.keys(object).sort((a, b) => Number(a.includes(".")) - Number(b.includes(".")));
    for (const key of keys) {
      const value = object[key] as Json;
      const path = `${prefix}${key}`;
      if (isObject(value)) output[key] = strip(value as Properties, `${path}.`);
      else if (!seen.has(path)) {
        seen.add(path);
        // Objects inside arrays have paths of their own.
        output[key] = Array.isArray(value) ? value.map(stripInArray) : value;
      }
    }
    return output;
  };
  return strip(input, "");
}

function stripInArray(value: Json): Json {
  if (Array.isArray(value)) return value.map(stripInArray);
  return isObject(value) ? withoutDuplicatePaths(value as Properties) : value;
}
