import { randomUUID } from "node:crypto";
import type {} from "@fastify/swagger";
import { LeptonError } from "@lepton/core";
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from "fastify";
import { cors } from "./cors.ts";
import { maxEventBytes } from "./limits.ts";
import type { CaptureContext, CaptureOptions } from "./ports.ts";
import { posthogAssets } from "./posthogAssets.ts";
import { posthogConfig, posthogConfigScript, posthogFlags } from "./posthogConfig.ts";
import { rateLimit } from "./rate.ts";
import {
  headerKey,
  type Query,
  type Reading,
  readMixpanel,
  readMixpanelImport,
  readPosthog,
  readSegment,
} from "./readings.ts";
import {
  type Answer,
  type Format,
  mixpanelFormat,
  mixpanelImportFormat,
  posthogFormat,
  segmentFormat,
} from "./replies.ts";
import { segmentPaths } from "./segment.ts";
import { type Decoded, decode } from "./sniff.ts";
import { rejected, store } from "./store.ts";
import { ownTurn } from "./turn.ts";

/** Far above what one busy product sends; it stops a loop gone wild. */
const defaultEventsPerSecond = 200_000;
const defaultRequestsPerSecond = 20_000;
/** A body up to here is read in a tenth of a millisecond. */
const smallBytes = 4096;
const crawlers = /bot\b|crawl|spider|slurp|lighthouse|pingdom|facebookexternalhit|headlesschrome|phantomjs/i;

/**
 * The endpoints that PostHog's, Segment's and Mixpanel's SDKs send to.
 * The app must ignore trailing slashes: SDKs send both. A 2xx is given after the rows are in the warehouse; busy is 503 with Retry-After, never 500.
 */
export const capturePlugin: FastifyPluginAsync<CaptureOptions> = async (app, options) => {
  const capture = captureOver(options);
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "buffer", bodyLimit: options.context.config.bodyBytes },
    (_request, body, done) => done(null, body),
  );
  // A logger per request costs more than a small batch; what goes wrong here names itself.
  app.setChildLoggerFactory((logger) => logger);
  const hold = rateLimit(options.requestsPerSecond ?? defaultRequestsPerSecond);
  app.addHook("onRequest", (request, reply, done) => {
    reply.header("x-content-type-options", "nosniff");
    cors(request, reply);
    const seconds = hold(request.ip, 1, Date.now());
    if (seconds === 0) return done();
    reply.header("retry-after", String(seconds));
    done(tooMany(seconds));
  });
  app.setErrorHandler((error, _request, reply) => send(reply, posthogFormat.failure(asLeptonError(error))));

  const on = (method: "GET" | "POST", paths: string[], handler: Handler) => {
    for (const path of paths) app.route({ method, url: path, schema: hidden, handler });
  };
  const posthogPaths = ["/e", "/i/v0/e", "/capture", "/batch", "/i/v0/batch", "/track", "/engage"];
  on("POST", posthogPaths, (request, reply) => capture(request, reply, posthogFormat, readPosthog));
  on("GET", ["/e", "/capture", "/track", "/engage"], (request, reply) =>
    capture(request, reply, posthogFormat, readPosthog),
  );
  on("POST", ["/flags", "/decide"], (_request, reply) => send(reply, ok(posthogFlags(randomUUID()))));
  on("GET", ["/flags", "/decide"], (_request, reply) => send(reply, ok(posthogFlags(randomUUID()))));
  on("POST", ["/s", "/i/v1/logs", "/i/v1/metrics"], (_request, reply) => send(reply, ok({ status: "Ok" })));
  on("GET", ["/array/:token/config"], (request, reply) =>
    send(reply, ok(posthogConfig(param(request, "token")))),
  );
  on("GET", ["/array/:token/config.js"], (request, reply) =>
    send(reply, {
      status: 200,
      body: posthogConfigScript(param(request, "token")),
      type: "application/javascript; charset=utf-8",
    }),
  );
  on("POST", ["/import"], (request, reply) =>
    capture(request, reply, mixpanelImportFormat, readMixpanelImport),
  );
  on("POST", ["/groups"], (request, reply) => capture(request, reply, mixpanelFormat(false), readMixpanel));
  segmentRoutes(on, capture);
  posthogAssets(app);
  preflights(app);
};

type Handler = (request: FastifyRequest, reply: FastifyReply) => FastifyReply | Promise<FastifyReply>;
type Capture = ReturnType<typeof captureOver>;
const hidden = { hide: true } as const;

function segmentRoutes(
  on: (method: "GET" | "POST", paths: string[], handler: Handler) => void,
  capture: Capture,
) {
  for (const path of Object.keys(segmentPaths))
    on("POST", [`/v1/${path}`], (request, reply) =>
      capture(request, reply, segmentFormat, readSegment(path)),
    );
  on("POST", ["/v1/m"], (_request, reply) => send(reply, ok({ success: true })));
  on("GET", ["/v1/projects/:writeKey/settings"], (request, reply) => {
    const apiKey = param(request, "writeKey");
    const segment = {
      apiKey,
      apiHost: `${request.host}/v1`,
      protocol: request.protocol,
      addBundledMetadata: true,
    };
    return send(
      reply,
      ok({
        integrations: { "Segment.io": segment },
        plan: { track: { __default: { enabled: true } }, identify: { __default: { enabled: true } } },
        analyticsNextEnabled: true,
        edgeFunction: {},
        enabledMiddleware: {},
        metrics: { sampleRate: 0 },
        remotePlugins: [],
      }),
    );
  });
}

/** Browsers ask first when a request carries headers of its own; the hook has put the answer's headers on. */
function preflights(app: FastifyInstance) {
  const wild = ["/i/*", "/array/*", "/v1/*"];
  const plain = [
    "/e",
    "/s",
    "/capture",
    "/batch",
    "/track",
    "/engage",
    "/flags",
    "/decide",
    "/import",
    "/groups",
  ];
  for (const url of [...wild, ...plain])
    app.options(url, { schema: hidden }, (_request, reply) => reply.code(204).send());
}

function captureOver({ context, now = Date.now, eventsPerSecond = defaultEventsPerSecond }: CaptureOptions) {
  const wait = rateLimit(eventsPerSecond);
  return async (
    request: FastifyRequest,
    reply: FastifyReply,
    fallback: Format,
    read: (decoded: Decoded, request: FastifyRequest) => Reading,
  ): Promise<FastifyReply> => {
    let format = fallback;
    try {
      const receivedAt = now();
      const query = request.query as Query;
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (body.length > smallBytes) await ownTurn();
      const decoded = await decode(
        body,
        { encoding: request.headers["content-encoding"], compression: query.compression, data: query.data },
        context.config.bodyBytes,
      );
      const reading = read(decoded, request);
      format = reading.format;
      const project = await projectOf(context, reading.key);
      const seconds = wait(project.projectId, Math.max(1, reading.count), receivedAt);
      if (seconds > 0) throw tooFast(seconds);
      if (project.dropBots && crawlers.test(request.headers["user-agent"] ?? ""))
        return send(reply, format.success({ accepted: 0, duplicates: 0, refused: [] }));
      const mapped = reading.map({
        project,
        receivedAt,
        ip: request.ip,
        large: decoded.chars > maxEventBytes,
      });
      const stored = await store(context, mapped, {
        project: project.projectId,
        source: format.source,
        receivedAt,
      });
      return send(reply, format.success(stored));
    } catch (error) {
      const told = asLeptonError(error);
      if (told.status >= 500) request.log.warn({ err: error }, "capture cannot store now");
      else await listUnreadable(context, request, format, told, now());
      if (told.status === 503 || told.status === 429) reply.header("retry-after", retryAfter(told));
      return send(reply, format.failure(told));
    }
  };
}

async function projectOf(context: CaptureContext, key: string | undefined) {
  const project =
    key && key.length <= 200 && !key.startsWith("phx_") ? await context.keys.resolveWriteKey(key) : null;
  if (project) return project;
  throw new LeptonError("CAPTURE_KEY_UNKNOWN", {
    problem: key ? "The write key is not known." : "The request carries no write key.",
    received: key ? `${key.slice(0, 8)}…` : undefined,
    next: "Take the project's write key from Data → Keys.",
    field: "token",
    status: 401,
  });
}

/** A body that cannot be read is listed too, when a header tells whose it is. */
async function listUnreadable(
  context: CaptureContext,
  request: FastifyRequest,
  { source }: Format,
  error: LeptonError,
  receivedAt: number,
): Promise<void> {
  const key = headerKey(request)[0];
  if (!key || error.status === 401 || error.status === 429) return;
  try {
    const project = await context.keys.resolveWriteKey(key);
    if (!project) return;
    const row = { code: error.code, reason: error.problem, field: error.field, raw: error.received ?? "" };
    await context.warehouse.reject([rejected(row, project.projectId, source, receivedAt)]);
  } catch (cause) {
    request.log.warn({ err: cause }, "a reject could not be listed");
  }
}

function tooMany(seconds: number): LeptonError {
  return new LeptonError("RATE_LIMITED", {
    problem: "Too many requests from your address.",
    next: `Wait ${seconds} seconds and try again.`,
    status: 429,
  });
}

function tooFast(seconds: number): LeptonError {
  return new LeptonError("CAPTURE_TOO_FAST", {
    problem: "This project sends more events than its limit.",
    received: `next free in ${seconds} s`,
    next: "Keep the events and send them again later.",
    status: 429,
  });
}

const retryAfter = (error: LeptonError) => /in (\d+) s/.exec(error.received ?? "")?.[1] ?? "2";

/** Errors of Fastify's own (body too long, …) and the unforeseen, in our words. */
function asLeptonError(error: unknown): LeptonError {
  if (error instanceof LeptonError) return error;
  const status = (error as { statusCode?: number }).statusCode;
  if (status === 413)
    return new LeptonError("CAPTURE_BODY_TOO_LARGE", {
      problem: "The body is larger than 20 MB.",
      next: "Send fewer events per request.",
      status,
    });
  if (status !== undefined && status >= 400 && status < 500)
    return new LeptonError("CAPTURE_REQUEST_INVALID", {
      problem: "The request cannot be read.",
      next: "Send JSON by POST with its true Content-Length.",
      status,
    });
  const parts = {
    problem: "The events could not be stored now.",
    next: "Send them again in a few seconds.",
    status: 503,
  };
  return new LeptonError("CAPTURE_TRY_AGAIN", parts, { cause: error });
}

const ok = (value: unknown): Answer => ({ status: 200, body: JSON.stringify(value) });
const param = (request: FastifyRequest, name: string) =>
  (request.params as Record<string, string>)[name] ?? "";

function send(reply: FastifyReply, { status, body, type }: Answer): FastifyReply {
  return reply
    .code(status)
    .header("content-type", type ?? "application/json; charset=utf-8")
    .send(body);
}
