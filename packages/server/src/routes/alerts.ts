import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";
import { checkUrl } from "../act/address.ts";
import { runAlert } from "../act/alertRun.ts";
import { actorName } from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import {
  alert,
  alertEventList,
  alertList,
  alertWithSecret,
  createAlertRequest,
  updateAlertRequest,
} from "../contract/alert.ts";
import { newSecretReply } from "../contract/audience.ts";
import { done, doneReply } from "../contract/common.ts";
import { itemParams, routesOn } from "../http/route.ts";
import { editing, reading } from "./saved.ts";

/** Alerts on saved trends: what they watch, what they saw, what they told. */
export function alertRoutes(app: FastifyInstance, context: AppContext): void {
  const { alerts, insights, deliveries, acting } = context.meta;
  const { act } = context;
  const api = routesOn(app, context, "Alerts");

  /** A trend of this project, with that series. */
  const checkInsight = async (project: string, insight: string, series: number) => {
    const { question } = await insights.get(project, insight);
    if (question.kind !== "trends") throw notATrend(question.kind);
    const last = question.formula ? 0 : question.series.length - 1;
    if (series > last) throw noSuchSeries(series, last);
  };

  api.project({
    method: "GET",
    path: "/alerts",
    needs: reading,
    summary: "Alerts, newest change first.",
    reply: alertList,
    handle: async ({ project }) => ({ items: await alerts.list(project.id) }),
  });

  api.project({
    method: "GET",
    path: "/alerts/events",
    needs: reading,
    summary: "What alerts have told, newest first.",
    reply: alertEventList,
    handle: async ({ project }) => ({ items: await alerts.events(project.id) }),
  });

  api.project({
    method: "POST",
    path: "/alerts",
    needs: editing,
    summary: "Makes an alert and checks it at once; with a webhook, its secret.",
    body: createAlertRequest,
    reply: alertWithSecret,
    handle: async ({ project, body: { name, ...body }, caller, audit, signal }) => {
      await checkInsight(project.id, body.insight, body.series);
      if (body.webhookUrl !== null) checkUrl(body.webhookUrl, await acting.allowsPrivate(project.id));
      const made = await alerts.create(
        project.id,
        name,
        {
          ...body,
          state: "unchecked",
          lastCheckedAt: null,
          last: null,
          have: null,
          need: null,
          problem: null,
        },
        actorName(caller),
      );
      const secret = body.webhookUrl === null ? null : await act.outbox.newSecret(project.id, made.id);
      await audit("alert.create", made.id, { name, rule: body.rule.kind });
      return { alert: await runAlert(context, project, made, new Date(), signal), secret };
    },
  });

  api.project({
    method: "PATCH",
    path: "/alerts/:item",
    needs: editing,
    summary: "Changes the fields named; a first webhook brings its secret.",
    params: itemParams,
    body: updateAlertRequest,
    reply: alertWithSecret,
    handle: async ({ project, params, body, audit }) => {
      const old = await alerts.get(project.id, params.item);
      await checkInsight(project.id, body.insight ?? old.insight, body.series ?? old.series);
      if (body.webhookUrl) checkUrl(body.webhookUrl, await acting.allowsPrivate(project.id));
      // Another question begins quiet.
      const isOther = body.insight !== undefined || body.series !== undefined || body.rule !== undefined;
      const changed = await alerts.update(project.id, old.id, {
        ...body,
        ...(isOther ? { state: "unchecked" as const, last: null, lastCheckedAt: null } : {}),
      });
      const isFirst = body.webhookUrl && (await acting.secret(old.id)) === null;
      const secret = isFirst ? await act.outbox.newSecret(project.id, old.id) : null;
      await audit("alert.update", old.id, { fields: Object.keys(body) });
      return { alert: changed, secret };
    },
  });

  api.project({
    method: "DELETE",
    path: "/alerts/:item",
    needs: editing,
    summary: "Removes the alert and what it told.",
    params: itemParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      await alerts.remove(project.id, params.item);
      await Promise.all([
        alerts.forget(params.item),
        deliveries.forget(params.item),
        acting.forgetSecret(params.item),
      ]);
      await audit("alert.remove", params.item);
      return doneReply;
    },
  });

  api.project({
    method: "POST",
    path: "/alerts/:item/check",
    needs: editing,
    summary: "Checks it now.",
    params: itemParams,
    reply: alert,
    handle: async ({ project, params, signal }) => {
      const now = new Date();
      const checked = await runAlert(
        context,
        project,
        await alerts.get(project.id, params.item),
        now,
        signal,
      );
      void act.tick(now);
      return checked;
    },
  });

  api.project({
    method: "POST",
    path: "/alerts/:item/secret",
    needs: editing,
    summary: "A new secret for its webhook, shown this once; the old one signs nothing from now on.",
    params: itemParams,
    reply: newSecretReply,
    handle: async ({ project, params, audit }) => {
      await alerts.get(project.id, params.item);
      await audit("alert.secret", params.item);
      return { secret: await act.outbox.newSecret(project.id, params.item) };
    },
  });
}

function notATrend(kind: string): LeptonError {
  return new LeptonError("ALERT_NEEDS_TREND", {
    problem: "An alert watches a trend.",
    received: kind,
    next: "Save the figure as a trend and watch that.",
    field: "insight",
  });
}

function noSuchSeries(series: number, last: number): LeptonError {
  return new LeptonError("ALERT_SERIES_UNKNOWN", {
    problem: "The trend has no such series.",
    received: String(series),
    next: `Choose one from 0 to ${last}.`,
    field: "series",
  });
}
