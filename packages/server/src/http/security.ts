import cookie from "@fastify/cookie";
import helmet from "@fastify/helmet";
import rateLimit from "@fastify/rate-limit";
import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";

/**
 * Headers for our own pages. Scripts only from here; inline styles are what the component library
 * writes. The tracker's script is loaded by foreign pages, so resources may cross origins.
 */
export async function secure(app: FastifyInstance): Promise<void> {
  await app.register(cookie);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        baseUri: ["'self'"],
        objectSrc: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", "data:", "blob:"],
        fontSrc: ["'self'", "data:"],
        connectSrc: ["'self'"],
        workerSrc: ["'self'", "blob:"],
      },
    },
    crossOriginResourcePolicy: false,
    // Most installations start on plain HTTP; whoever terminates TLS decides on HSTS.
    strictTransportSecurity: false,
  });
}

/** At most `perSecond` requests a second from one address to the routes of `app`. */
export async function limitRate(app: FastifyInstance, perSecond: number): Promise<void> {
  await app.register(rateLimit, {
    // Ten seconds' worth at once: a page opens with many requests.
    max: perSecond * 10,
    timeWindow: 10_000,
    errorResponseBuilder: (_request, { ttl }) =>
      new LeptonError("RATE_LIMITED", {
        problem: "Too many requests from your address.",
        next: `Wait ${Math.ceil(ttl / 1000)} seconds and try again.`,
        status: 429,
      }),
  });
}
