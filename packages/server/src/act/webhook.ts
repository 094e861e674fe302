import { createHmac, randomBytes } from "node:crypto";
import { request as plain } from "node:http";
import { request as secure } from "node:https";
import { isIP } from "node:net";
import { LeptonError } from "@lepton/core";
import { guardedLookup, isPrivate, privateAddress } from "./address.ts";

/** `whsec_` and 24 random bytes, as Standard Webhooks name them. */
export const newWebhookSecret = (): string => `whsec_${randomBytes(24).toString("base64")}`;

/**
 * `v1,` and base64 of HMAC-SHA256(secret's bytes, "id.timestamp.body"); the timestamp in seconds lets receivers refuse
 * old requests. Source: Standard Webhooks 1.0.0, github.com/standard-webhooks.
 */
export function sign(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}

export interface Sent {
  status: number;
  /** Seconds the receiver asks to wait. */
  retryAfter: number | null;
}
export interface SendOptions {
  url: string;
  id: string;
  body: string;
  secret: string;
  now: Date;
  allowPrivate: boolean;
  timeoutMs?: number;
}

/** One POST. Redirects are not followed: they would lead around the check of the address. */
export function post({
  url,
  id,
  body,
  secret,
  now,
  allowPrivate,
  timeoutMs = 10_000,
}: SendOptions): Promise<Sent> {
  const target = new URL(url);
  const host = target.hostname.replace(/^\[|\]$/g, "");
  // Addresses written as numbers are never looked up.
  if (!allowPrivate && isIP(host) !== 0 && isPrivate(host)) return Promise.reject(privateAddress(host));
  const timestamp = Math.floor(now.getTime() / 1000);
  return new Promise((done, fail) => {
    const request = (target.protocol === "https:" ? secure : plain)(
      target,
      {
        method: "POST",
        lookup: guardedLookup(allowPrivate),
        // A connection of its own: a kept one was opened to an address judged earlier.
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
          "user-agent": "Lepton-Webhooks/1",
          "webhook-id": id,
          "webhook-timestamp": String(timestamp),
          "webhook-signature": sign(secret, id, timestamp, body),
        },
      },
      (response) => {
        // The answer's text says nothing to us.
        response.destroy();
        const wait = Number(response.headers["retry-after"]);
        done({
          status: response.statusCode ?? 0,
          retryAfter: Number.isFinite(wait) && wait > 0 ? wait : null,
        });
      },
    );
    request.on("error", (cause) => fail(cause instanceof LeptonError ? cause : unreachable(cause)));
    request.end(body);
  });
}

function unreachable(cause: Error): LeptonError {
  const code = "code" in cause ? String(cause.code) : cause.name;
  return new LeptonError(
    "WEBHOOK_UNREACHABLE",
    {
      problem: `The webhook did not answer (${code}).`,
      next: "See that the receiver runs and can be reached from this server.",
      status: 502,
    },
    { cause },
  );
}
