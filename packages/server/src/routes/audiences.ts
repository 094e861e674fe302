import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { LeptonError } from "@lepton/core";
import { listPeople } from "@lepton/growth";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { checkUrl } from "../act/address.ts";
import { audienceVariants } from "../act/audienceRun.ts";
import { audienceCsv } from "../act/exportAudience.ts";
import { actorName } from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import {
  type Audience,
  actSettings,
  audience,
  audienceList,
  audiencePreview,
  audiencePreviewRequest,
  audienceRun,
  audienceWithSecret,
  createAudienceRequest,
  deliveriesQuery,
  deliveryList,
  newSecretReply,
  updateAudienceRequest,
} from "../contract/audience.ts";
import { done, doneReply, id } from "../contract/common.ts";
import { questionContext } from "../data/questionContext.ts";
import { itemParams, routesOn } from "../http/route.ts";
import { editing, reading } from "./saved.ts";

const people = { role: "viewer", scope: "people:read" } as const;
const exporting = { role: "editor", scope: "people:read" } as const;
const owning = { role: "owner", scope: "admin" } as const;
const deliveryParams = itemParams.extend({ delivery: id });
/** People shown before an audience is made. */
const shown = 20;

/** Audiences: who is in them, where that is sent, and the log of it. */
export function audienceRoutes(app: FastifyInstance, context: AppContext): void {
  const { audiences, experiments, deliveries, acting } = context.meta;
  const { act } = context;
  const api = routesOn(app, context, "Audiences");

  const whole = async (project: string, item: string): Promise<Audience> => {
    const one = await audiences.get(project, item);
    const counts = (await audiences.counts(project)).get(item);
    return { ...one, delivered: counts?.delivered ?? 0, heldOut: counts?.heldOut ?? 0 };
  };

  api.project({
    method: "GET",
    path: "/audiences",
    needs: reading,
    summary: "Audiences, newest change first.",
    reply: audienceList,
    handle: async ({ project }) => {
      const counts = await audiences.counts(project.id);
      return {
        items: (await audiences.list(project.id)).map((one) => ({
          ...one,
          delivered: counts.get(one.id)?.delivered ?? 0,
          heldOut: counts.get(one.id)?.heldOut ?? 0,
        })),
      };
    },
  });

  api.project({
    method: "POST",
    path: "/audiences/preview",
    needs: people,
    summary: "How many people an audience would hold now, and the first of them.",
    body: audiencePreviewRequest,
    reply: audiencePreview,
    handle: async ({ project, body, signal }) => {
      const found = await listPeople(questionContext(context, project, signal), {
        filter: body.who,
        limit: shown,
      });
      return { total: found.total, heldOut: Math.round(found.total * body.holdout), people: found.people };
    },
  });

  api.project({
    method: "POST",
    path: "/audiences",
    needs: editing,
    summary:
      "Makes an audience; with a holdout, the experiment that measures its effect; with a webhook, its secret.",
    body: createAudienceRequest,
    reply: audienceWithSecret,
    handle: async ({ project, body, caller, audit }) => {
      const { name, metric, ...rest } = body;
      if (rest.holdout > 0 && metric === undefined) throw metricMissing();
      if (rest.webhookUrl !== null) checkUrl(rest.webhookUrl, await acting.allowsPrivate(project.id));
      const by = actorName(caller);
      const made = await audiences.create(
        project.id,
        name,
        { ...rest, experiment: null, lastRunAt: null, lastProblem: null },
        by,
      );
      if (rest.holdout > 0 && metric) {
        const measuring = await experiments.create(
          project.id,
          name,
          {
            key: `audience-${randomBytes(6).toString("hex")}`,
            hypothesis: "",
            variants: audienceVariants(rest.holdout),
            who: null,
            metrics: [{ ...metric, role: "primary" }],
            plannedPeople: 10_000,
            level: 0.95,
            status: "draft",
            startedAt: null,
            stoppedAt: null,
            audience: made.id,
          },
          by,
        );
        await audiences.update(project.id, made.id, { experiment: measuring.id });
      }
      const secret = rest.webhookUrl === null ? null : await act.outbox.newSecret(project.id, made.id);
      await audit("audience.create", made.id, {
        name,
        holdout: rest.holdout,
        webhook: rest.webhookUrl !== null,
      });
      return { audience: await whole(project.id, made.id), secret };
    },
  });

  api.project({
    method: "GET",
    path: "/audiences/:item",
    needs: reading,
    summary: "One audience.",
    params: itemParams,
    reply: audience,
    handle: async ({ project, params }) => whole(project.id, params.item),
  });

  api.project({
    method: "PATCH",
    path: "/audiences/:item",
    needs: editing,
    summary: "Changes the fields named; the holdout is fixed. A first webhook brings its secret.",
    params: itemParams,
    body: updateAudienceRequest,
    reply: audienceWithSecret,
    handle: async ({ project, params, body, audit }) => {
      const old = await audiences.get(project.id, params.item);
      if (body.webhookUrl) checkUrl(body.webhookUrl, await acting.allowsPrivate(project.id));
      await audiences.update(project.id, params.item, body);
      // What waits was meant for the old place.
      if (body.webhookUrl !== undefined && body.webhookUrl !== old.webhookUrl && body.webhookUrl === null)
        await deliveries.dropWaiting(params.item);
      const isFirst = body.webhookUrl && (await acting.secret(params.item)) === null;
      const secret = isFirst ? await act.outbox.newSecret(project.id, params.item) : null;
      await audit("audience.update", params.item, { fields: Object.keys(body) });
      return { audience: await whole(project.id, params.item), secret };
    },
  });

  api.project({
    method: "DELETE",
    path: "/audiences/:item",
    needs: editing,
    summary: "Removes the audience, its experiment and its log. Receivers are not told.",
    params: itemParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      const { experiment } = await audiences.get(project.id, params.item);
      await audiences.remove(project.id, params.item);
      if (experiment !== null) await experiments.remove(project.id, experiment);
      await Promise.all([
        audiences.forget(params.item),
        deliveries.forget(params.item),
        acting.forgetSecret(params.item),
      ]);
      await audit("audience.remove", params.item);
      return doneReply;
    },
  });

  api.project({
    method: "POST",
    path: "/audiences/:item/deliver",
    needs: editing,
    summary: "Brings it up to date now and sends what changed since the last time.",
    params: itemParams,
    reply: audienceRun,
    handle: async ({ project, params, audit }) => {
      const ran = await act.deliver(project, await whole(project.id, params.item), new Date());
      await audit("audience.deliver", params.item, ran);
      return ran;
    },
  });

  api.project({
    method: "GET",
    path: "/audiences/:item/export",
    needs: exporting,
    summary: "Brings it up to date and gives its people as CSV, those held out left out.",
    params: itemParams,
    reply: z.string(),
    handle: async ({ project, params, reply, signal, audit }) => {
      const one = await whole(project.id, params.item);
      const ran = await act.deliver(project, one, new Date());
      await audit("audience.export", params.item, ran);
      return reply
        .type("text/csv; charset=utf-8")
        .header("content-disposition", `attachment; filename="${one.id}.csv"`)
        .send(Readable.from(audienceCsv(context, project, one.id, signal)));
    },
  });

  api.project({
    method: "POST",
    path: "/audiences/:item/secret",
    needs: editing,
    summary: "A new secret for its webhook, shown this once; the old one signs nothing from now on.",
    params: itemParams,
    reply: newSecretReply,
    handle: async ({ project, params, audit }) => {
      await audiences.get(project.id, params.item);
      await audit("audience.secret", params.item);
      return { secret: await act.outbox.newSecret(project.id, params.item) };
    },
  });

  api.project({
    method: "GET",
    path: "/deliveries",
    needs: reading,
    summary: "What was sent for an audience or an alert, newest first; finished ones are kept thirty days.",
    query: deliveriesQuery,
    reply: deliveryList,
    handle: async ({ project, query }) => ({ items: await deliveries.list(project.id, query.subject) }),
  });

  api.project({
    method: "POST",
    path: "/deliveries/:item/:delivery/again",
    needs: editing,
    summary: "Sends one again that was given up.",
    params: deliveryParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      const now = new Date();
      if (!(await deliveries.again(project.id, params.item, params.delivery, now)))
        throw notGivenUp(params.delivery);
      await audit("delivery.again", params.delivery);
      await act.tick(now);
      return doneReply;
    },
  });

  api.project({
    method: "GET",
    path: "/act/settings",
    needs: reading,
    summary: "What webhooks may call.",
    reply: actSettings,
    handle: async ({ project }) => ({ allowPrivateAddresses: await acting.allowsPrivate(project.id) }),
  });

  api.project({
    method: "PUT",
    path: "/act/settings",
    needs: owning,
    summary: "Allows or forbids webhooks to this machine and private networks.",
    body: actSettings,
    reply: actSettings,
    handle: async ({ project, body, audit }) => {
      await acting.allowPrivate(project.id, body.allowPrivateAddresses);
      await audit("act.settings", project.id, body);
      return body;
    },
  });
}

function metricMissing(): LeptonError {
  return new LeptonError("AUDIENCE_METRIC_MISSING", {
    problem: "A holdout measures the effect on something, and nothing is named.",
    next: "Name a metric, or set the holdout to 0.",
    field: "metric",
  });
}

function notGivenUp(delivery: string): LeptonError {
  return new LeptonError("DELIVERY_NOT_FAILED", {
    problem: "Only a delivery that was given up can be sent again.",
    received: delivery,
    next: "Wait for its next attempt, or list the deliveries anew.",
    status: 409,
  });
}
