import type { CapturedEvent } from "@lepton/warehouse";
import { instant, timeOf } from "./clock.ts";
import { isPlaceholder, mergeOf } from "./identity.ts";
import { distinctIdOf, eventName, isObject, maxDedupeKey, properties, Refusal } from "./limits.ts";
import { type Mapped, mapBatch } from "./mapped.ts";
import type { Arrival } from "./ports.ts";

type Fields = Record<string, unknown>;
/** `/import` takes at most so many events. */
export const maxImportEvents = 2000;
const aheadMs = 3_600_000;
const lifted = new Set(["token", "time", "distinct_id", "$insert_id", "ip", "$ip"]);
const liftedButIp = new Set([...lifted].filter((key) => key !== "ip" && key !== "$ip"));

/** A body as a list. */
export function mixpanelItems(body: unknown): unknown[] {
  return Array.isArray(body) ? body : [body];
}

/** Whether `/track` and `/engage`, which PostHog's old libraries also use, carry Mixpanel's shape. */
export function isMixpanel(body: unknown): boolean {
  const first = mixpanelItems(body)[0];
  if (!isObject(first)) return false;
  if (typeof first.$token === "string") return true;
  const inner = isObject(first.properties) ? first.properties : {};
  if (first.api_key !== undefined || first.token !== undefined || first.uuid !== undefined) return false;
  return typeof inner.token === "string" && ["time", "mp_lib", "$insert_id"].some((key) => key in inner);
}

/** Project key carried by the items of `/track`, `/engage` and `/groups`. */
export function mixpanelToken(body: unknown): string | undefined {
  for (const item of mixpanelItems(body)) {
    if (!isObject(item)) continue;
    const inner = isObject(item.properties) ? item.properties : {};
    const token = item.$token ?? inner.token;
    if (typeof token === "string" && token !== "") return token;
  }
  return undefined;
}

/**
 * Events of `/import` and `/track`: `{event, properties: {time, distinct_id, $insert_id, …}}`.
 * `time` is seconds or ms, after 1971 and at most an hour ahead; `strict` demands it, as Mixpanel does.
 * An empty distinct id is an event of nobody: it is kept under an id of its own.
 */
export function mixpanelEvents(items: readonly unknown[], arrival: Arrival, strict: boolean): Mapped {
  return mapBatch(items, arrival.large, (raw, index) => {
    if (!isObject(raw)) throw new Refusal("EVENT_NOT_OBJECT", "An event must be an object.");
    if (!isObject(raw.properties))
      throw new Refusal("PROPERTIES_NOT_OBJECT", '"properties" must be an object.', "properties");
    const event = eventName(raw.event);
    if (event === "$merge") return merge(raw.properties, arrival);
    return toEvent(event, raw.properties, arrival, strict, index);
  });
}

function toEvent(
  event: string,
  inner: Fields,
  { project, receivedAt, ip }: Arrival,
  strict: boolean,
  index: number,
): CapturedEvent {
  const time = instant(inner.time, "properties.time");
  if (time === undefined && strict)
    throw new Refusal("TIME_MISSING", '"properties.time" is needed.', "properties.time");
  const insertId = distinctIdOf(inner.$insert_id);
  const distinctId =
    distinctIdOf(inner.distinct_id) ?? distinctIdOf(inner.$user_id) ?? distinctIdOf(inner.$device_id);
  if (distinctId !== undefined && isPlaceholder(distinctId))
    throw new Refusal("IDENTITY_PLACEHOLDER", `"${distinctId}" names nobody.`, "properties.distinct_id");
  const stored = properties(inner, "properties", project.storeIp ? liftedButIp : lifted);
  if (project.storeIp && stored.$ip === undefined) stored.$ip = stored.ip ?? ip;
  const captured: CapturedEvent = {
    project: project.projectId,
    event: event === "$mp_web_page_view" ? "$pageview" : event,
    distinctId: distinctId ?? `$nobody:${insertId ?? `${receivedAt}-${index}`}`,
    ts: timeOf(time, { now: receivedAt, aheadMs }, "properties.time"),
    receivedAt,
    properties: stored,
  };
  if (insertId !== undefined) captured.dedupeKey = insertId.slice(0, maxDedupeKey);
  if (event === "$identify" || event === "$create_alias") identify(captured, event, inner);
  return captured;
}

function identify(captured: CapturedEvent, event: string, inner: Fields): void {
  if (event === "$create_alias") {
    captured.merge = mergeOf(captured.distinctId, inner.alias, "alias", "properties.alias");
    return;
  }
  const known = distinctIdOf(inner.$identified_id) ?? captured.distinctId;
  captured.distinctId = known;
  captured.identified = true;
  captured.merge = mergeOf(known, inner.$anon_id, "identify", "properties.$anon_id");
}

/** `$merge {"$distinct_ids": [a, b]}`: b joins a, known or not. */
function merge(inner: Fields, { project, receivedAt }: Arrival): CapturedEvent {
  const ids = inner.$distinct_ids;
  const [first, second] = Array.isArray(ids) ? ids.map(distinctIdOf) : [];
  if (!Array.isArray(ids) || ids.length !== 2 || first === undefined || second === undefined)
    throw new Refusal("MERGE_INCOMPLETE", '"$distinct_ids" must be two ids.', "properties.$distinct_ids");
  return {
    project: project.projectId,
    event: "$merge_dangerously",
    distinctId: first,
    ts: receivedAt,
    receivedAt,
    properties: { alias: second },
    merge: mergeOf(first, second, "force", "properties.$distinct_ids"),
  };
}

/** Operations that set a person's (or group's) properties to a value. */
const supported = ["$set", "$set_once", "$unset"] as const;

/** `/engage` and `/groups`: operations on a person's or a group's properties, as `$set` and `$groupidentify`. */
export function mixpanelProfiles(
  items: readonly unknown[],
  arrival: Arrival,
  of: "people" | "groups",
): Mapped {
  return mapBatch(items, arrival.large, (raw) => {
    if (!isObject(raw)) throw new Refusal("EVENT_NOT_OBJECT", "An operation must be an object.");
    const operation = supported.find((name) => raw[name] !== undefined);
    if (operation === undefined)
      throw new Refusal(
        "OPERATION_UNSUPPORTED",
        `Only ${supported.join(", ")} are taken; send the sum as $set.`,
      );
    if (of === "groups") return groupProfile(raw, arrival);
    const distinctId = distinctIdOf(raw.$distinct_id);
    if (distinctId === undefined || isPlaceholder(distinctId))
      throw new Refusal("DISTINCT_ID_MISSING", '"$distinct_id" names nobody.', "$distinct_id");
    const captured = profile(arrival, "$set", distinctId);
    if (isObject(raw.$set)) captured.set = properties(raw.$set, "$set", ipKey);
    if (isObject(raw.$set_once)) captured.setOnce = properties(raw.$set_once, "$set_once", ipKey);
    if (Array.isArray(raw.$unset)) captured.unset = raw.$unset.filter((key) => typeof key === "string");
    return captured;
  });
}

const ipKey = new Set(["$ip"]);

function groupProfile(raw: Fields, arrival: Arrival): CapturedEvent {
  const type = distinctIdOf(raw.$group_key);
  const key = distinctIdOf(raw.$group_id);
  if (type === undefined || key === undefined)
    throw new Refusal("GROUP_INCOMPLETE", '"$group_key" and "$group_id" are both needed.');
  const set = isObject(raw.$set) ? raw.$set : raw.$set_once;
  const captured = profile(arrival, "$groupidentify", `$${type}_${key}`);
  captured.properties = { $group_type: type, $group_key: key };
  captured.group = { type, key, set: isObject(set) ? properties(set, "$set") : {} };
  return captured;
}

function profile({ project, receivedAt }: Arrival, event: string, distinctId: string): CapturedEvent {
  return { project: project.projectId, event, distinctId, ts: receivedAt, receivedAt, properties: {} };
}
