import { LeptonError } from "@lepton/core";
import { experimentResults, planExperiment } from "@lepton/growth";
import type { FastifyInstance } from "fastify";
import { actorName } from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import { done, doneReply } from "../contract/common.ts";
import {
  createExperimentRequest,
  type Experiment,
  experiment,
  experimentList,
  experimentPlanReply,
  experimentPlanRequest,
  experimentResultsReply,
  publicExperiments,
  publicExperimentsQuery,
  type UpdateExperimentRequest,
  updateExperimentRequest,
} from "../contract/experiment.ts";
import type { Project } from "../contract/project.ts";
import { questionContext } from "../data/questionContext.ts";
import { itemParams, routesOn } from "../http/route.ts";
import { editing, reading } from "./saved.ts";

/** Experiments for members; the running ones for trackers. */
export function experimentRoutes(app: FastifyInstance, context: AppContext): void {
  const { experiments, projects } = context.meta;
  const api = routesOn(app, context, "Experiments");

  api.open({
    method: "GET",
    path: "/api/experiments",
    summary: "Running experiments that a person may be in; for trackers, by write key.",
    query: publicExperimentsQuery,
    reply: publicExperiments,
    handle: async ({ query, reply }) => {
      reply.header("access-control-allow-origin", "*");
      const key = await context.keys.resolveWriteKey(query.token);
      if (key === null) return { experiments: [], targeted: false };
      const running = (await experiments.list(key.projectId)).filter(
        ({ status, audience }) => status === "running" && audience === null,
      );
      const targeted = running.some(({ who }) => who !== null);
      const project: Project = { ...(await projects.get(key.projectId)), role: "viewer" };
      const mayBeIn = async ({ who }: Pick<Experiment, "who">) =>
        who === null ||
        (query.distinct_id !== undefined && context.act.members.has(project, who, query.distinct_id));
      const checked = await Promise.all(running.map(mayBeIn));
      return {
        experiments: running
          .filter((_, i) => checked[i])
          .map(({ key: name, variants }) => ({ key: name, variants })),
        targeted,
      };
    },
  });

  api.project({
    method: "GET",
    path: "/experiments",
    needs: reading,
    summary: "Experiments, newest change first.",
    reply: experimentList,
    handle: async ({ project }) => ({ items: await experiments.list(project.id) }),
  });

  api.project({
    method: "POST",
    path: "/experiments",
    needs: editing,
    summary: "Makes an experiment, as a draft.",
    body: createExperimentRequest,
    reply: experiment,
    handle: async ({ project, body: { name, ...body }, caller, audit }) => {
      await keyIsFree(project.id, body.key);
      const made = await experiments.create(
        project.id,
        name,
        { ...body, status: "draft", startedAt: null, stoppedAt: null, audience: null },
        actorName(caller),
      );
      await audit("experiment.create", made.id, { name, key: body.key });
      return made;
    },
  });

  api.project({
    method: "POST",
    path: "/experiments/plan",
    needs: reading,
    summary:
      "What an experiment of this shape can find, and how long it takes, from the project's own history.",
    body: experimentPlanRequest,
    reply: experimentPlanReply,
    handle: async ({ project, body, signal }) =>
      planExperiment(questionContext(context, project, signal), body),
  });

  api.project({
    method: "GET",
    path: "/experiments/:item",
    needs: reading,
    summary: "One experiment.",
    params: itemParams,
    reply: experiment,
    handle: async ({ project, params }) => experiments.get(project.id, params.item),
  });

  api.project({
    method: "GET",
    path: "/experiments/:item/results",
    needs: reading,
    summary: "What it has found by now: sample ratio, every metric with intervals, and what that says.",
    params: itemParams,
    reply: experimentResultsReply,
    handle: async ({ project, params, signal }) => {
      const one = await experiments.get(project.id, params.item);
      const now = new Date();
      const results = await experimentResults(questionContext(context, project, signal), {
        ...one,
        startedMs: one.startedAt === null ? now.getTime() : Date.parse(one.startedAt),
        stoppedMs: one.stoppedAt === null ? null : Date.parse(one.stoppedAt),
      });
      return { ...results, computedAt: now.toISOString() };
    },
  });

  api.project({
    method: "PATCH",
    path: "/experiments/:item",
    needs: editing,
    summary: "Changes a draft; starts it, and stops it for good.",
    params: itemParams,
    body: updateExperimentRequest,
    reply: experiment,
    handle: async ({ project, params, body, audit }) => {
      const old = await experiments.get(project.id, params.item);
      mayChange(old, body);
      if (body.key !== undefined && body.key !== old.key) await keyIsFree(project.id, body.key);
      const now = new Date().toISOString();
      const turned = body.status !== undefined && body.status !== old.status;
      const changed = await experiments.update(project.id, old.id, {
        ...body,
        ...(turned && body.status === "running" ? { startedAt: now } : {}),
        ...(turned && body.status === "stopped" ? { stoppedAt: now } : {}),
      });
      await audit("experiment.update", changed.id, { fields: Object.keys(body), status: changed.status });
      return changed;
    },
  });

  api.project({
    method: "DELETE",
    path: "/experiments/:item",
    needs: editing,
    summary: "Removes the experiment; its exposures stay, they are events.",
    params: itemParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      const { audience } = await experiments.get(project.id, params.item);
      if (audience !== null) throw measuresAudience(audience);
      await experiments.remove(project.id, params.item);
      await audit("experiment.remove", params.item);
      return doneReply;
    },
  });

  async function keyIsFree(project: string, key: string): Promise<void> {
    if (!(await experiments.list(project)).some((one) => one.key === key)) return;
    throw new LeptonError("EXPERIMENT_KEY_TAKEN", {
      problem: "Another experiment has this key, so the same people would see the same sides.",
      received: key,
      next: "Choose a key that was never used.",
      field: "key",
      status: 409,
    });
  }
}

/** What was fixed at the start cannot follow the results: neither metrics nor variants, nor a second start. */
function mayChange(old: Experiment, body: UpdateExperimentRequest): void {
  const { status, name: _, hypothesis: __, ...fixed } = body;
  const named = Object.keys(fixed);
  if (old.status !== "draft" && named.length > 0)
    throw new LeptonError("EXPERIMENT_FIXED", {
      problem: "An experiment that was started keeps its variants, people, metrics and plan.",
      received: named.join(", "),
      next: "Stop it and make a new one with a new key.",
      field: named[0],
      status: 409,
    });
  const allowed = { draft: ["running"], running: ["running", "stopped"], stopped: ["stopped"] }[old.status];
  if (status !== undefined && !allowed.includes(status))
    throw new LeptonError("EXPERIMENT_STATUS", {
      problem:
        old.status === "stopped" ? "A stopped experiment does not run again." : "A draft was never started.",
      received: status,
      next: old.status === "stopped" ? "Make a new one with a new key." : "Start it first, or remove it.",
      field: "status",
      status: 409,
    });
}

function measuresAudience(audience: string): LeptonError {
  return new LeptonError("EXPERIMENT_OF_AUDIENCE", {
    problem: "This experiment measures the effect of an audience.",
    received: audience,
    next: "Remove the audience; the experiment goes with it.",
    status: 409,
  });
}
