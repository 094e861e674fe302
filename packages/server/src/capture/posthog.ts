import { LeptonError } from "@lepton/core";
import type { CapturedEvent, IdentityMerge, Properties } from "@lepton/warehouse";
import { type Clock, instant, instantIfAny, timeOf } from "./clock.ts";
import { mergeOf } from "./identity.ts";
import { distinctIdOf, eventName, isObject, maxDedupeKey, properties, Refusal } from "./limits.ts";
import { type Mapped, mapBatch, orWarn } from "./mapped.ts";
import type { Arrival } from "./ports.ts";

type Fields = Record<string, unknown>;

/** A PostHog body in one shape, whichever of the three it came in. */
export interface PosthogBatch {
  token: string | undefined;
  events: unknown[];
  /** UTC ms. */
  sentAt?: number;
  /** The sender vouches for its timestamps. */
  historical: boolean;
}

/** Event an endpoint stands for when the body names none. */
const implied: Record<string, string> = { engage: "$identify" };
/** Kept elsewhere (or worth nothing) and therefore not among the stored properties. */
const lifted = new Set([
  "token",
  "$token",
  "distinct_id",
  "$set",
  "$set_once",
  "$unset",
  "$insert_id",
  "$ip",
]);
/** The same, with the sender's address kept. */
const liftedButIp = new Set([...lifted].filter((key) => key !== "$ip"));

/**
 * Takes the batch out of a body: one event, an array of events, or
 * `{api_key|token, batch, sent_at?, historical_migration?}`. The batch's token wins; else all events
 * must agree on one. `sent_at` may also stand in the query string (`_` in ms).
 */
export function posthogBatch(
  body: unknown,
  query: { sent_at?: string; _?: string; token?: string; api_key?: string },
): PosthogBatch {
  const sentAt = instantIfAny(query.sent_at ?? query._);
  const outer = isObject(body) ? body : undefined;
  const batch = outer?.batch ?? outer?.data;
  if (outer && Array.isArray(batch)) {
    const token = text(outer.api_key) ?? text(outer.token) ?? text(query.token) ?? agreed(batch);
    return {
      token,
      events: batch,
      sentAt: instantIfAny(outer.sent_at) ?? sentAt,
      historical: outer.historical_migration === true,
    };
  }
  const events = Array.isArray(body) ? body : [body];
  const token = agreed(events) ?? text(query.token) ?? text(query.api_key);
  return { token, events, sentAt: instantIfAny(outer?.sent_at) ?? sentAt, historical: false };
}

function agreed(events: unknown[]): string | undefined {
  let token: string | undefined;
  for (const event of events) {
    if (!isObject(event)) continue;
    const inner = isObject(event.properties) ? event.properties : undefined;
    const own = text(event.api_key) ?? text(event.token) ?? text(event.$token) ?? text(inner?.token);
    if (own === undefined) continue;
    if (token !== undefined && own !== token)
      throw new LeptonError("CAPTURE_TOKENS_DIFFER", {
        problem: "The events of one request carry different project keys.",
        next: "Send one request per project.",
        field: "token",
      });
    token = own;
  }
  return token;
}

/** Wire events → events to store. Source of the semantics: PostHog's capture service. */
export function posthogEvents(batch: PosthogBatch, arrival: Arrival, endpoint: string): Mapped {
  const clock: Clock = { now: arrival.receivedAt, sentAt: batch.sentAt, trusted: batch.historical };
  return mapBatch(batch.events, arrival.large, (raw, _index, warn) => {
    if (!isObject(raw)) throw new Refusal("EVENT_NOT_OBJECT", "An event must be an object.");
    return toEvent(raw, clock, arrival, implied[endpoint], warn);
  });
}

function toEvent(
  raw: Fields,
  clock: Clock,
  { project, receivedAt, ip }: Arrival,
  impliedName: string | undefined,
  warn: (refusal: Refusal) => void,
): CapturedEvent {
  if (raw.properties !== undefined && raw.properties !== null && !isObject(raw.properties))
    throw new Refusal("PROPERTIES_NOT_OBJECT", '"properties" must be an object.', "properties");
  const inner: Fields = isObject(raw.properties) ? raw.properties : {};
  const event = eventName(raw.event ?? impliedName);
  const distinctId =
    distinctIdOf(raw.distinct_id) ?? distinctIdOf(raw.$distinct_id) ?? distinctIdOf(inner.distinct_id);
  if (distinctId === undefined)
    throw new Refusal("DISTINCT_ID_MISSING", '"distinct_id" is missing or empty.', "distinct_id");
  const stored = properties(inner, "properties", project.storeIp ? liftedButIp : lifted);
  if (project.storeIp && stored.$ip === undefined) stored.$ip = ip;
  const captured: CapturedEvent = {
    project: project.projectId,
    event,
    distinctId,
    ts: happened(raw, clock),
    receivedAt,
    properties: stored,
  };
  const key = text(raw.uuid) ?? text(inner.$insert_id);
  if (key !== undefined) captured.dedupeKey = key.slice(0, maxDedupeKey);
  const session = text(inner.$session_id);
  if (session !== undefined) captured.sessionId = session.slice(0, maxDedupeKey);
  personProperties(captured, raw, inner);
  if (event.startsWith("$")) special(captured, inner, warn);
  return captured;
}

/** `timestamp`, or `offset` ms before it was sent, or now. */
function happened(raw: Fields, clock: Clock): number {
  const own = instantIfAny(raw.sent_at);
  const itsClock = own === undefined ? clock : { ...clock, sentAt: own };
  const timestamp = instant(raw.timestamp);
  if (timestamp === undefined && typeof raw.offset === "number" && raw.offset >= 0)
    return timeOf(clock.now - raw.offset, { now: clock.now }, "offset");
  return timeOf(timestamp, itsClock);
}

/** `$set`, `$set_once`, `$unset`, at the top and among the properties; the latter win. */
function personProperties(captured: CapturedEvent, raw: Fields, inner: Fields): void {
  const set = joined(raw.$set, inner.$set, "$set");
  const setOnce = joined(raw.$set_once, inner.$set_once, "$set_once");
  const unset = inner.$unset ?? raw.$unset;
  if (set) captured.set = set;
  if (setOnce) captured.setOnce = setOnce;
  if (Array.isArray(unset)) captured.unset = unset.filter((key) => typeof key === "string");
}

function joined(outer: unknown, inner: unknown, field: string): Properties | undefined {
  if (!isObject(outer) && !isObject(inner)) return undefined;
  const both = { ...(isObject(outer) ? outer : {}), ...(isObject(inner) ? inner : {}) };
  return Object.keys(both).length > 0 ? properties(both, field) : undefined;
}

function special(captured: CapturedEvent, inner: Fields, warn: (refusal: Refusal) => void): void {
  const merge = (other: unknown, kind: IdentityMerge["kind"], field: string) => {
    const found = orWarn(() => mergeOf(captured.distinctId, other, kind, field), warn);
    if (found) captured.merge = found;
  };
  switch (captured.event) {
    case "$identify":
      captured.identified = true;
      merge(inner.$anon_distinct_id, "identify", "properties.$anon_distinct_id");
      return;
    case "$create_alias":
      merge(inner.alias, "alias", "properties.alias");
      return;
    case "$merge_dangerously":
      merge(inner.alias, "force", "properties.alias");
      return;
    case "$groupidentify": {
      const type = distinctIdOf(inner.$group_type);
      const key = distinctIdOf(inner.$group_key);
      if (type === undefined || key === undefined)
        throw new Refusal(
          "GROUP_INCOMPLETE",
          '"$group_type" and "$group_key" are both needed.',
          "properties",
        );
      const set = isObject(inner.$group_set) ? properties(inner.$group_set, "properties.$group_set") : {};
      captured.group = { type, key, set };
    }
  }
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
