import type { Question, QuestionResult } from "@lepton/growth";
import type { AppContext } from "../context.ts";
import type { HealthStrip, HomeAnswer, HomeReply } from "../contract/home.ts";
import type { Project } from "../contract/project.ts";
import { toProblem } from "../http/problem.ts";
import type { Answerer } from "./answer.ts";
import { changesOf } from "./changes.ts";
import { loopOf, readsProperty } from "./loop.ts";
import { starterQuestions } from "./starterQuestions.ts";

/** Everything the home page shows, in one reply; an answer that fails is shown as its problem. */
export async function homeOf(
  context: AppContext,
  answer: Answerer,
  project: Project,
  signal: AbortSignal,
): Promise<HomeReply> {
  const answers = Object.entries(starterQuestions(project)).map(
    async ([key, [question, ...wider]]): Promise<HomeAnswer> => {
      const name = key as HomeAnswer["key"];
      const ask = async (asked: Question) =>
        (await answer(project, asked, { refresh: false, signal })).result;
      try {
        const result = await ask(question);
        if (!saysNothing(result)) return { key: name, question, result, problem: null };
        for (const next of wider) {
          const found = await ask(next);
          if (!saysNothing(found)) return { key: name, question: next, result: found, problem: null };
        }
        return { key: name, question, result, problem: null };
      } catch (error) {
        return { key: name, question, result: null, problem: toProblem(error).problem };
      }
    },
  );
  const [health, changes, insights, models, cohorts, acts, ...answered] = await Promise.all([
    healthOf(context, project.id),
    changesOf(context.warehouse, project, Date.now()),
    context.meta.insights.list(project.id),
    context.meta.models.list(project.id),
    context.meta.cohorts.list(project.id),
    hasActed(context, project.id),
    ...answers,
  ]);
  const published = models.filter(({ stage }) => stage === "published");
  const scores = new Set(published.map(({ personProperty }) => personProperty));
  return {
    health,
    loop: loopOf({
      collects: health.lastEventAt !== null,
      analyses: insights.length > 0,
      learns: published.length > 0,
      decides: cohorts.some(({ definition }) => readsProperty(definition, scores)),
      acts,
    }),
    models: {
      published: published.length,
      alerts: published.flatMap(({ id, name, health }) =>
        health?.state === "alert" || health?.state === "watch"
          ? [{ id, name, state: health.state, reasons: health.reasons }]
          : [],
      ),
    },
    answers: answered,
    changes,
    computedAt: new Date().toISOString(),
  };
}

/** An experiment was started, an audience delivered, or an alert watches. */
async function hasActed({ meta }: AppContext, project: string): Promise<boolean> {
  const [experiments, audiences, alerts] = await Promise.all([
    meta.experiments.list(project),
    meta.audiences.list(project),
    meta.alerts.list(project),
  ]);
  return (
    experiments.some(({ status }) => status !== "draft") ||
    audiences.some(({ lastRunAt }) => lastRunAt !== null) ||
    alerts.some(({ isOn, state }) => isOn && state !== "unchecked" && state !== "failed")
  );
}

/** Nobody came for the first time in the range and had a week to come back. */
function saysNothing(result: QuestionResult): boolean {
  return result.kind === "retention" && (result.average[0]?.rates[1]?.n ?? 0) === 0;
}

async function healthOf({ warehouse }: AppContext, project: string): Promise<HealthStrip> {
  const [engine, [events], [rejects]] = await Promise.all([
    warehouse.health(),
    warehouse.query<{ lastMs: string; day: string }>(
      `SELECT toUnixTimestamp64Milli(max(received_at)) AS lastMs,
         countIf(received_at > now() - INTERVAL 1 DAY) AS day
       FROM events WHERE project = {project:String}`,
      { project },
    ),
    warehouse.query<{ day: string }>(
      `SELECT count() AS day FROM rejects
       WHERE project = {project:String} AND received_at > now() - INTERVAL 1 DAY`,
      { project },
    ),
  ]);
  const lastMs = Number(events?.lastMs ?? 0);
  return {
    ok: engine.ok,
    lastEventAt: lastMs > 0 ? new Date(lastMs).toISOString() : null,
    lagMs: engine.writeLagMs,
    events24h: Number(events?.day ?? 0),
    rejects24h: Number(rejects?.day ?? 0),
    diskFreeBytes: engine.diskFreeBytes,
    dataBytes: engine.dataBytes,
    memoryBytes: engine.memoryBytes,
    memoryCapBytes: engine.memoryCapBytes,
  };
}
