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

/** Sends a project's events as they are stored, until the client leaves. Returns the open response. */
export function streamLive(
  bus: LiveBus,
  project: string,
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
  const send = () => {
    const last = waiting.at(-1);
    if (last === undefined) return;
    if (raw.writableLength > mostBuffered) return raw.destroy();
    const message: LiveMessage = { items: waiting.slice(-mostEvents).reverse().map(toRow) };
    waiting = [];
    raw.write(`event: events\nid: ${last.id}\ndata: ${JSON.stringify(message)}\n\n`);
  };
  const leave = bus.subscribe(project, (events) => {
    waiting = [...waiting, ...events].slice(-mostEvents);
  });
  const gathering = setInterval(send, gatherMs);
  const heartbeat = setInterval(() => raw.write(": still here\n\n"), heartbeatMs);
  raw.once("close", () => {
    leave();
    clearInterval(gathering);
    clearInterval(heartbeat);
  });
  send();
  return raw;
}

function toRow({ id, event }: LiveEvent): EventRow {
  return {
    uuid: event.dedupeKey ?? id,
    event: event.event,
    distinctId: event.distinctId,
    // The person is resolved when somebody opens the event; the stream costs no query.
    personId: event.distinctId,
    ts: new Date(event.ts).toISOString(),
    receivedAt: new Date(event.receivedAt).toISOString(),
    sessionId: event.sessionId ?? "",
    properties: event.properties,
  };
}
