import type { ServerResponse } from "node:http";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { LiveMessage } from "../contract/live.ts";
import type { EventRow } from "../contract/person.ts";
import type { LiveBus, LiveEvent } from "./bus.ts";

/** Messages are gathered this long, and hold at most this many events: a browser draws no more. */
const gatherMs = 250;
const mostEvents = 100;
/** Proxies close silent connections after about a minute. */
const heartbeatMs = 15_000;
/** Unread bytes after which a client is dropped; it comes back with its Last-Event-ID. */
const mostBuffered = 1024 * 1024;

/** What a stream shows, and how it learns whose the ids are. */
export interface LiveSource {
  bus: LiveBus;
  project: string;
  /** The person of each id that was merged into another's. */
  personOf(ids: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Sends a project's events as they are stored, until the client leaves. Returns the open response. */
export function streamLive(
  { bus, project, personOf }: LiveSource,
  request: FastifyRequest,
  reply: FastifyReply,
): ServerResponse {
  const seen = request.headers["last-event-id"];
  const missed = typeof seen === "string" ? bus.since(project, seen) : [];
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  raw.write("retry: 2000\n\n");

  let waiting: LiveEvent[] = [...(missed ?? [])];
  let isSending = false;
  const send = async () => {
    const events = waiting;
    const last = events.at(-1);
    if (isSending || last === undefined) return;
    if (raw.writableLength > mostBuffered) return raw.destroy();
    isSending = true;
    waiting = [];
    // Events are shown under the ids they came with while the warehouse cannot tell whose they are.
    const people = await personOf(events.map(({ event }) => event.distinctId)).catch(() => nobody);
    const message: LiveMessage = {
      items: events
        .slice(-mostEvents)
        .reverse()
        .map((one) => toRow(one, people)),
    };
    if (!raw.writableEnded) raw.write(`event: events\nid: ${last.id}\ndata: ${JSON.stringify(message)}\n\n`);
    isSending = false;
  };
  const leave = bus.subscribe(project, (events) => {
    waiting = [...waiting, ...events].slice(-mostEvents);
  });
  const gathering = setInterval(() => void send(), gatherMs);
  const heartbeat = setInterval(() => raw.write(": still here\n\n"), heartbeatMs);
  raw.once("close", () => {
    leave();
    clearInterval(gathering);
    clearInterval(heartbeat);
  });
  void send();
  return raw;
}

const nobody: ReadonlyMap<string, string> = new Map();

function toRow({ id, event }: LiveEvent, people: ReadonlyMap<string, string>): EventRow {
  return {
    uuid: event.dedupeKey ?? id,
    event: event.event,
    distinctId: event.distinctId,
    personId: people.get(event.distinctId) ?? event.distinctId,
    ts: new Date(event.ts).toISOString(),
    receivedAt: new Date(event.receivedAt).toISOString(),
    sessionId: event.sessionId ?? "",
    properties: event.properties,
  };
}
