import type { CapturedEvent, Json, Properties } from "@lepton/warehouse";
import { type Clock, instant, instantIfAny, timeOf } from "./clock.ts";
import { mergeOf } from "./identity.ts";
import { distinctIdOf, eventName, isObject, maxDedupeKey, properties, Refusal } from "./limits.ts";
import { type Mapped, mapBatch, orWarn } from "./mapped.ts";
import type { Arrival } from "./ports.ts";

type Fields = Record<string, unknown>;
export type SegmentType = "track" | "identify" | "page" | "screen" | "group" | "alias";

/** Browser senders post to the first letter of the type. */
export const segmentPaths: Record<string, SegmentType | "batch"> = {
  track: "track",
  identify: "identify",
  page: "page",
  screen: "screen",
  group: "group",
  alias: "alias",
  batch: "batch",
  import: "batch",
  t: "track",
  i: "identify",
  p: "page",
  s: "screen",
  g: "group",
  a: "alias",
  b: "batch",
};

/** Segment's groups have no type; this is the one they get. */
export const segmentGroupType = "group";

/** Messages of a body: `{batch: […]}`, an array, or one message. */
export function segmentMessages(body: unknown): { messages: unknown[]; sentAt?: number } {
  if (Array.isArray(body)) return { messages: body };
  const outer = isObject(body) ? body : {};
  const sentAt = instantIfAny(outer.sentAt);
  return { messages: Array.isArray(outer.batch) ? outer.batch : [body], sentAt };
}

/**
 * Segment messages → events. track keeps its name; page, screen, identify, alias and group become
 * `$pageview`, `$screen`, `$identify`, `$create_alias` and `$groupidentify`, so that one product sending
 * both formats is one product. The person is `userId`, else `anonymousId`.
 */
export function segmentEvents(body: unknown, arrival: Arrival, path: SegmentType | "batch"): Mapped {
  const { messages, sentAt } = segmentMessages(body);
  return mapBatch(messages, arrival.large, (raw, _index, warn) => {
    if (!isObject(raw)) throw new Refusal("EVENT_NOT_OBJECT", "A message must be an object.");
    const type = path === "batch" ? raw.type : (raw.type ?? path);
    const clock = { now: arrival.receivedAt, sentAt: instantIfAny(raw.sentAt) ?? sentAt };
    return toEvent(raw, type, clock, arrival, warn);
  });
}

function toEvent(
  raw: Fields,
  type: unknown,
  clock: Clock,
  { project, receivedAt, ip }: Arrival,
  warn: (refusal: Refusal) => void,
): CapturedEvent {
  const userId = distinctIdOf(raw.userId);
  const anonymousId = distinctIdOf(raw.anonymousId);
  const distinctId = userId ?? anonymousId ?? (type === "alias" ? distinctIdOf(raw.previousId) : undefined);
  if (distinctId === undefined)
    throw new Refusal("DISTINCT_ID_MISSING", '"userId" or "anonymousId" is needed.', "userId");
  for (const field of ["properties", "traits", "context"])
    if (raw[field] !== undefined && raw[field] !== null && !isObject(raw[field]))
      throw new Refusal("PROPERTIES_NOT_OBJECT", `"${field}" must be an object.`, field);
  const context = isObject(raw.context) ? raw.context : {};
  const traits = isObject(raw.traits) ? properties(raw.traits, "traits") : {};
  const captured: CapturedEvent = {
    project: project.projectId,
    event: "",
    distinctId,
    ts: timeOf(instant(raw.originalTimestamp) ?? instant(raw.timestamp), clock),
    receivedAt,
    properties: {
      ...fromContext(context),
      ...(isObject(raw.properties) ? properties(raw.properties, "properties") : {}),
    },
  };
  if (project.storeIp) captured.properties.$ip = typeof context.ip === "string" ? context.ip : ip;
  if (typeof raw.messageId === "string" && raw.messageId !== "")
    captured.dedupeKey = raw.messageId.slice(0, maxDedupeKey);
  const session = context.sessionId ?? captured.properties.$session_id;
  if (typeof session === "string" || typeof session === "number")
    captured.sessionId = String(session).slice(0, maxDedupeKey);
  apply(captured, type, raw, { traits, userId, anonymousId }, warn);
  return captured;
}

interface Ids {
  traits: Properties;
  userId: string | undefined;
  anonymousId: string | undefined;
}

function apply(
  captured: CapturedEvent,
  type: unknown,
  raw: Fields,
  { traits, userId, anonymousId }: Ids,
  warn: (refusal: Refusal) => void,
): void {
  switch (type) {
    case "track":
      captured.event = eventName(raw.event);
      return;
    case "page":
    case "screen":
      captured.event = type === "page" ? "$pageview" : "$screen";
      if (typeof raw.name === "string")
        captured.properties[type === "page" ? "name" : "$screen_name"] = raw.name;
      if (typeof raw.category === "string") captured.properties.category = raw.category;
      if (type === "page") pageProperties(captured.properties);
      return;
    case "identify":
      captured.event = "$identify";
      captured.identified = userId !== undefined;
      if (Object.keys(traits).length > 0) captured.set = traits;
      if (userId !== undefined)
        captured.merge = orWarn(() => mergeOf(userId, anonymousId, "identify", "anonymousId"), warn);
      return;
    case "alias":
      captured.event = "$create_alias";
      captured.merge = orWarn(
        () => mergeOf(captured.distinctId, raw.previousId, "alias", "previousId"),
        warn,
      );
      return;
    case "group": {
      const key = distinctIdOf(raw.groupId);
      if (key === undefined) throw new Refusal("GROUP_INCOMPLETE", '"groupId" is needed.', "groupId");
      captured.event = "$groupidentify";
      captured.group = { type: segmentGroupType, key, set: traits };
      captured.properties.$group_type = segmentGroupType;
      captured.properties.$group_key = key;
      captured.properties.$groups = { [segmentGroupType]: key };
      return;
    }
    default:
      throw new Refusal(
        "EVENT_TYPE_UNKNOWN",
        `"type" must be track, identify, page, screen, group or alias, not ${JSON.stringify(type)?.slice(0, 60)}.`,
        "type",
      );
  }
}

/** Names that PostHog's page views use, so that one question reads both. */
function pageProperties(target: Properties): void {
  const copies: [from: string, to: string][] = [
    ["url", "$current_url"],
    ["path", "$pathname"],
    ["referrer", "$referrer"],
    ["title", "title"],
  ];
  for (const [from, to] of copies) {
    const value = target[from];
    if (value !== undefined && target[to] === undefined) target[to] = value;
  }
}

/** The parts of `context` that questions ask about; the address and user agent are left behind. */
function fromContext(context: Fields): Properties {
  const picked: Record<string, unknown> = {
    $lib: at(context, "library", "name"),
    $lib_version: at(context, "library", "version"),
    $current_url: at(context, "page", "url"),
    $pathname: at(context, "page", "path"),
    $referrer: at(context, "page", "referrer"),
    title: at(context, "page", "title"),
    $locale: context.locale,
    $timezone: context.timezone,
    $os: at(context, "os", "name"),
    $os_version: at(context, "os", "version"),
    $device_type: at(context, "device", "type"),
    $device_model: at(context, "device", "model"),
    $app_name: at(context, "app", "name"),
    $app_version: at(context, "app", "version"),
    $screen_width: at(context, "screen", "width"),
    $screen_height: at(context, "screen", "height"),
    utm_source: at(context, "campaign", "source"),
    utm_medium: at(context, "campaign", "medium"),
    utm_campaign: at(context, "campaign", "name"),
    utm_term: at(context, "campaign", "term"),
    utm_content: at(context, "campaign", "content"),
  };
  const output: Properties = {};
  for (const key in picked) {
    const value = picked[key];
    if (typeof value === "string" || typeof value === "number") output[key] = value satisfies Json;
  }
  if (context.groupId !== undefined) {
    const group = distinctIdOf(context.groupId);
    if (group !== undefined) output.$groups = { [segmentGroupType]: group };
  }
  return output;
}

function at(context: Fields, outer: string, inner: string): unknown {
  const object = context[outer];
  return isObject(object) ? object[inner] : undefined;
}
