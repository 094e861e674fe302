import { createHash } from "node:crypto";
import { LeptonError } from "@lepton/core";
import type { CapturedEvent, Json, Properties } from "@lepton/warehouse";
import { timeOf } from "../capture/clock.ts";
import { distinctIdOf, eventName, maxDedupeKey, properties, Refusal } from "../capture/limits.ts";
import type { Mapped } from "../capture/mapped.ts";
import { mixpanelEvents } from "../capture/mixpanel.ts";
import { posthogEvents } from "../capture/posthog.ts";
import { amplitudeRows } from "./amplitude.ts";
import type { ImportMapping, Vendor } from "./schema.ts";
import { readTime } from "./times.ts";

type Fields = Record<string, unknown>;
/** A row's event; throws a `Refusal` for a row that is none. */
export type ToEvent = (row: Fields, number: number) => CapturedEvent;

/** The function that a mapping stands for. Refuses mappings with open questions. */
export function toEvent(mapping: ImportMapping, project: string, now: number): ToEvent {
  const make =
    mapping.vendor === null ? columns(mapping, project, now) : vendorRows(mapping.vendor, project, now);
  return (row, number) => {
    const event = make(row, number);
    // The same row of the same file gets the same key: importing twice adds nothing.
    event.dedupeKey ??= `row:${createHash("sha1").update(JSON.stringify(row)).digest("base64url")}:${number}`;
    return event;
  };
}

function vendorRows(vendor: Vendor, project: string, now: number): ToEvent {
  const arrival = { project: { projectId: project }, receivedAt: now, ip: "" };
  if (vendor === "amplitude") return amplitudeRows(project, now);
  if (vendor === "mixpanel") return (row) => single(mixpanelEvents([row], arrival, true));
  return (row) => {
    const unpacked = { ...row, properties: parsedIfText(row.properties) };
    return single(
      posthogEvents({ token: undefined, events: [unpacked], historical: true }, arrival, "batch"),
    );
  };
}

function single({ events, refused }: Mapped): CapturedEvent {
  const [event] = events;
  if (event) return event;
  const [why] = refused;
  throw new Refusal(why?.code ?? "EVENT_NOT_OBJECT", why?.reason ?? "The row is no event.", why?.field);
}

/** PostHog's CSV exports carry properties as JSON in one column. */
function parsedIfText(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return value === "" ? {} : JSON.parse(value);
  } catch {
    throw new Refusal("PROPERTIES_NOT_OBJECT", '"properties" is not JSON.', "properties");
  }
}

function columns(mapping: ImportMapping, project: string, now: number): ToEvent {
  const { event, distinctId, time, uuid, revenue } = mapping;
  if (!event || !distinctId || !time || time.format === null) throw open(mapping);
  const { format, timezone } = time;
  const used = new Set([distinctId.column, time.column]);
  if ("column" in event) used.add(event.column);
  if (uuid) used.add(uuid.column);
  if (revenue) used.add(revenue.column);
  return (row) => {
    const person = distinctIdOf(row[distinctId.column]);
    if (person === undefined)
      throw new Refusal("DISTINCT_ID_MISSING", `"${distinctId.column}" is empty.`, distinctId.column);
    const captured: CapturedEvent = {
      project,
      event: "constant" in event ? event.constant : eventName(row[event.column], event.column),
      distinctId: person,
      ts: timeOf(
        readTime(row[time.column], format, timezone, time.column),
        { now, trusted: true },
        time.column,
      ),
      receivedAt: now,
      properties: properties(picked(row, mapping, used), "properties"),
    };
    if (revenue) money(captured.properties, row[revenue.column], revenue);
    const key = uuid ? distinctIdOf(row[uuid.column]) : undefined;
    if (key !== undefined) captured.dedupeKey = `id:${key}`.slice(0, maxDedupeKey);
    return captured;
  };
}

function picked(row: Fields, mapping: ImportMapping, used: ReadonlySet<string>): Fields {
  const output: Fields = {};
  if (mapping.properties === "rest") {
    for (const name in row) {
      if (used.has(name)) continue;
      const value = typed(row[name], "auto", name);
      if (value !== undefined) output[name] = value;
    }
    return output;
  }
  for (const { column, name, type } of mapping.properties) {
    const value = typed(row[column], type, column);
    if (value !== undefined) output[name] = value;
  }
  return output;
}

/** A number as people write it; ids such as 00123 and long digits stay text. */
const numeric = /^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/;

function typed(
  value: unknown,
  type: "auto" | "text" | "number" | "boolean" | "json",
  column: string,
): unknown {
  if (value === undefined || value === null || value === "") return undefined;
  if (type === "text") return typeof value === "string" ? value : JSON.stringify(value);
  if (typeof value !== "string") return value as Json;
  const text = value.trim();
  if (type === "number") return amount(text, column);
  if (type === "json") return json(text, column);
  const truth = /^(true|false)$/i.exec(text)?.[1]?.toLowerCase();
  if (truth !== undefined) return truth === "true";
  if (type === "boolean")
    throw new Refusal("VALUE_NOT_BOOLEAN", `"${column}" is neither true nor false.`, column);
  return numeric.test(text) ? Number(text) : value;
}

function json(text: string, column: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal("VALUE_NOT_JSON", `"${column}" is not JSON.`, column);
  }
}

/** An amount: 1234.50, 1,234.50, $12, (12.00) for minus. */
function amount(text: string, column: string): number {
  const negative = /^\(.*\)$/.test(text);
  const bare = text.replace(/[()\s$€£¥]/g, "");
  const plain = /^-?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare) ? bare.replaceAll(",", "") : bare;
  const number = plain === "" ? Number.NaN : Number(plain);
  if (!Number.isFinite(number))
    throw new Refusal("VALUE_NOT_NUMBER", `"${column}" is no number: ${text.slice(0, 60)}.`, column);
  return negative ? -number : number;
}

function money(
  target: Properties,
  value: unknown,
  { column, currency }: { column: string; currency: string | null },
): void {
  if (value === undefined || value === null || value === "") return;
  target.revenue = typeof value === "number" ? value : amount(String(value).trim(), column);
  if (currency !== null) target.currency = currency;
}

function open({ event, distinctId, time }: ImportMapping): LeptonError {
  const field = !event ? "event" : !distinctId ? "distinctId" : !time ? "time" : "time.format";
  return new LeptonError("IMPORT_MAPPING_OPEN", {
    problem: `The mapping does not say ${field === "time.format" ? "how times are written" : `which column is "${field}"`}.`,
    next: field === "event" ? "Choose a column, or give all rows one name." : "Choose it in the preview.",
    field: `mapping.${field}`,
  });
}

/** Columns that a mapping names. */
export function mappedColumns({
  vendor,
  event,
  distinctId,
  time,
  uuid,
  revenue,
  properties,
}: ImportMapping): [field: string, column: string][] {
  if (vendor !== null) return [];
  const found: [string, string][] = [];
  if (event && "column" in event) found.push(["event", event.column]);
  for (const [field, part] of Object.entries({ distinctId, time, uuid, revenue }))
    if (part) found.push([field, part.column]);
  if (properties !== "rest")
    for (const [index, { column }] of properties.entries()) found.push([`properties.${index}`, column]);
  return found;
}
