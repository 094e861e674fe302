import { LeptonError } from "@lepton/core";
import type { FastifyRequest } from "fastify";
import { isObject } from "./limits.ts";
import type { Mapped } from "./mapped.ts";
import {
  isMixpanel,
  maxImportEvents,
  mixpanelEvents,
  mixpanelItems,
  mixpanelProfiles,
  mixpanelToken,
} from "./mixpanel.ts";
import type { Arrival } from "./ports.ts";
import { posthogBatch, posthogEvents } from "./posthog.ts";
import {
  type Format,
  mixpanelFormat,
  mixpanelImportFormat,
  posthogFormat,
  segmentFormat,
} from "./replies.ts";
import { segmentEvents, segmentMessages, segmentPaths } from "./segment.ts";
import type { Decoded } from "./sniff.ts";

/** One request, read as a batch in some format; only then are the key, the rate and the rows looked at. */
export interface Reading {
  format: Format;
  key: string | undefined;
  count: number;
  map(arrival: Arrival): Mapped;
}

export type Query = Record<string, string | undefined>;

export function readPosthog(decoded: Decoded, request: FastifyRequest): Reading {
  const query = request.query as Query;
  const endpoint = request.url.split("?", 1)[0]?.replaceAll("/", "") ?? "";
  if ((endpoint === "track" || endpoint === "engage") && isMixpanel(decoded.value))
    return readMixpanel(decoded, request);
  const batch = posthogBatch(decoded.value, query);
  const key = batch.token ?? decoded.form?.get("api_key") ?? decoded.form?.get("token") ?? undefined;
  return {
    format: posthogFormat,
    key,
    count: batch.events.length,
    map: (arrival) => posthogEvents(batch, arrival, endpoint),
  };
}

export function readSegment(path: string) {
  return ({ value }: Decoded, request: FastifyRequest): Reading => ({
    format: segmentFormat,
    key:
      (isObject(value) && typeof value.writeKey === "string" ? value.writeKey : undefined) ??
      headerKey(request)[0],
    count: segmentMessages(value).messages.length,
    map: (arrival) => segmentEvents(value, arrival, segmentPaths[path] ?? "batch"),
  });
}

export function readMixpanelImport({ value }: Decoded, request: FastifyRequest): Reading {
  const items = mixpanelItems(value);
  if (items.length > maxImportEvents)
    throw new LeptonError("CAPTURE_BATCH_TOO_LONG", {
      problem: `A request may carry ${maxImportEvents} events.`,
      received: `${items.length} events`,
      next: "Split the batch.",
      status: 413,
    });
  const strict = (request.query as Query).strict !== "0";
  return {
    format: mixpanelImportFormat,
    key: headerKey(request).find((key) => key !== "") ?? mixpanelToken(value),
    count: items.length,
    map: (arrival) => mixpanelEvents(items, arrival, strict),
  };
}

export function readMixpanel({ value, form }: Decoded, request: FastifyRequest): Reading {
  const items = mixpanelItems(value);
  const verbose = ((request.query as Query).verbose ?? form?.get("verbose")) === "1";
  const path = request.url.split("?", 1)[0] ?? "";
  return {
    format: mixpanelFormat(verbose),
    key: mixpanelToken(value) ?? headerKey(request)[0],
    count: items.length,
    map: (arrival) =>
      path.startsWith("/track")
        ? mixpanelEvents(items, arrival, false)
        : mixpanelProfiles(items, arrival, path.startsWith("/groups") ? "groups" : "people"),
  };
}

/** Keys of the Authorization header: Basic's user, then its password; or the Bearer. */
export function headerKey(request: FastifyRequest): string[] {
  const [scheme, value] = (request.headers.authorization ?? "").split(" ", 2);
  if (value === undefined) return [];
  if (scheme?.toLowerCase() === "bearer") return [value];
  return scheme?.toLowerCase() === "basic" ? Buffer.from(value, "base64").toString("utf8").split(":", 2) : [];
}
