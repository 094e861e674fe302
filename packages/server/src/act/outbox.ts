import { LeptonError } from "@lepton/core";
import type { Meta } from "../meta/open.ts";
import type { SecretBox } from "./secrets.ts";
import { newWebhookSecret, post } from "./webhook.ts";

/** Waits after failures, seconds: 10 s, 1 min, 5 min, 30 min, 2 h, 6 h, 12 h; then it is given up, some 21 hours on. */
export const backoffSeconds = [10, 60, 300, 1_800, 7_200, 21_600, 43_200] as const;
const longestWait = 86_400;
/** Days that finished deliveries stay in the log. */
const keptDays = 30;

/**
 * Sends what stands in the outbox: of each subject one after the other, so that an addition never overtakes a removal. At
 * least once: a repeat carries the same `webhook-id`.
 */
export class Outbox {
  readonly #meta: Meta;
  readonly #secrets: SecretBox;
  #draining: Promise<void> = Promise.resolve();

  constructor(meta: Meta, secrets: SecretBox) {
    this.#meta = meta;
    this.#secrets = secrets;
  }

  /** Makes a secret for a webhook, instead of the one before; shown now and never again. */
  async newSecret(project: string, subject: string): Promise<string> {
    const secret = newWebhookSecret();
    await this.#meta.acting.keepSecret(project, subject, this.#secrets.seal(secret, subject));
    return secret;
  }

  /** Sends whatever is due, until nothing is. One at a time: two would send the same. */
  drain(now: Date): Promise<void> {
    const own = this.#draining.then(() => this.#drain(now));
    this.#draining = own.catch(() => {});
    return own;
  }

  /** When whatever is being sent has been answered. */
  settled(): Promise<void> {
    return this.#draining;
  }

  async #drain(now: Date): Promise<void> {
    const { deliveries, acting } = this.#meta;
    await deliveries.purge(new Date(now.getTime() - keptDays * 86_400_000));
    for (let due = await deliveries.due(now); due.length > 0; due = await deliveries.due(now))
      for (const { id, project, subject, url, body, attempts } of due) {
        try {
          const sealed = await acting.secret(subject);
          if (sealed === null) throw noSecret();
          const { status, retryAfter } = await post({
            url,
            id,
            body,
            secret: this.#secrets.open(sealed, subject),
            now,
            allowPrivate: await acting.allowsPrivate(project),
          });
          if (status >= 200 && status < 300) await deliveries.delivered(id, status, now);
          else {
            const why = { status, problem: status >= 300 && status < 400 ? "redirect" : "status" };
            // Gone for good: 410 asks never to be called again.
            await deliveries.failed(id, why, status === 410 ? null : later(now, attempts, retryAfter), now);
          }
        } catch (error) {
          const code = error instanceof LeptonError ? error.code : "WEBHOOK_UNREACHABLE";
          const hopeless = code === "WEBHOOK_ADDRESS_PRIVATE" || code === "WEBHOOK_SECRET_LOST";
          await deliveries.failed(
            id,
            { status: null, problem: code },
            hopeless ? null : later(now, attempts, null),
            now,
          );
        }
      }
  }
}

function later(now: Date, attempts: number, retryAfter: number | null): Date | null {
  const wait = backoffSeconds[attempts];
  if (wait === undefined) return null;
  return new Date(now.getTime() + Math.min(longestWait, Math.max(wait, retryAfter ?? 0)) * 1000);
}

function noSecret(): LeptonError {
  return new LeptonError("WEBHOOK_SECRET_LOST", {
    problem: "This webhook has no secret.",
    next: "Make a new secret and give it to the receiver.",
    status: 409,
  });
}
