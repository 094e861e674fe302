import type { FastifyReply, FastifyRequest } from "fastify";

/**
 * Trackers run on other people's pages: the origin is reflected, and nothing here looks at cookies.
 * Credentials are allowed because `sendBeacon` always carries them.
 */
export function cors(request: FastifyRequest, reply: FastifyReply): void {
  // Pages load config.js as a script; the default of security headers would forbid it.
  reply.header("cross-origin-resource-policy", "cross-origin");
  const { origin } = request.headers;
  if (origin === undefined) return;
  reply.header("access-control-allow-origin", origin);
  reply.header("access-control-allow-credentials", "true");
  reply.header("vary", "origin");
  if (request.method !== "OPTIONS") return;
  reply.header("access-control-allow-methods", "GET, POST, OPTIONS");
  reply.header("access-control-max-age", "86400");
  const asked = request.headers["access-control-request-headers"];
  if (asked !== undefined) reply.header("access-control-allow-headers", asked);
}
