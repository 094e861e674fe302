import type { CapturedEvent, Properties } from "@lepton/warehouse";
import { instant, timeOf } from "../capture/clock.ts";
import { distinctIdOf, eventName, isObject, properties, Refusal } from "../capture/limits.ts";

type Fields = Record<string, unknown>;
/** Columns of an export that questions ask about, under the names that PostHog's events use. */
const renamed: [from: string, to: string][] = [
  ["os_name", "$os"],
  ["os_version", "$os_version"],
  ["device_type", "$device_model"],
  ["device_family", "$device_type"],
  ["platform", "platform"],
  ["language", "$locale"],
  ["country", "$geoip_country_name"],
  ["region", "$geoip_subdivision_1_name"],
  ["city", "$geoip_city_name"],
  ["version_name", "$app_version"],
  ["library", "$lib"],
];
const remembered = 200_000;

/**
 * Rows of an Amplitude export (JSON lines) → events. A device's id is joined to the user's the first
 * time both are seen together; person properties are taken when they changed. Times are UTC.
 */
export function amplitudeRows(project: string, now: number) {
  const joined = new Set<string>();
  const known = new Map<string, string>();
  return (row: Fields): CapturedEvent => {
    const userId = distinctIdOf(row.user_id);
    const deviceId = distinctIdOf(row.device_id) ?? distinctIdOf(row.amplitude_id);
    const distinctId = userId ?? deviceId;
    if (distinctId === undefined)
      throw new Refusal("DISTINCT_ID_MISSING", '"user_id" or "device_id" is needed.', "user_id");
    const time = instant(row.event_time ?? row.client_event_time, "event_time");
    if (time === undefined) throw new Refusal("TIME_MISSING", '"event_time" is needed.', "event_time");
    const captured: CapturedEvent = {
      project,
      event: eventName(row.event_type, "event_type"),
      distinctId,
      ts: timeOf(time, { now, trusted: true }, "event_time"),
      receivedAt: now,
      properties: eventProperties(row),
    };
    const key = distinctIdOf(row.$insert_id) ?? distinctIdOf(row.uuid);
    if (key !== undefined) captured.dedupeKey = `amplitude:${key}`;
    const session = Number(row.session_id);
    if (session > 0) captured.sessionId = String(session);
    if (userId !== undefined && deviceId !== undefined && isNew(joined, `${userId} ${deviceId}`)) {
      captured.identified = true;
      captured.merge = { otherId: deviceId, kind: "identify" };
    }
    const set = isObject(row.user_properties) ? properties(row.user_properties, "user_properties") : {};
    const text = JSON.stringify(set);
    if (text !== "{}" && known.get(distinctId) !== text) {
      if (known.size > remembered) known.clear();
      known.set(distinctId, text);
      captured.set = set;
    }
    return captured;
  };
}

function isNew(set: Set<string>, key: string): boolean {
  if (set.has(key)) return false;
  if (set.size > remembered) set.clear();
  set.add(key);
  return true;
}

function eventProperties(row: Fields): Properties {
  const output: Properties = isObject(row.event_properties)
    ? properties(row.event_properties, "event_properties")
    : {};
  for (const [from, to] of renamed) {
    const value = row[from];
    if (typeof value === "string" && value !== "" && output[to] === undefined) output[to] = value;
  }
  return output;
}
