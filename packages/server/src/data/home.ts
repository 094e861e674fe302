import type { AppContext } from "../context.ts";
import type { Change, HealthStrip, HomeAnswer, HomeReply } from "../contract/home.ts";
import type { Project } from "../contract/project.ts";
import { toProblem } from "../http/problem.ts";
import type { Answerer } from "./answer.ts";
import { starterQuestions } from "./starterQuestions.ts";

/** Everything the home page shows, in one reply; an answer that fails is shown as its problem. */
export async function homeOf(
  context: AppContext,
  answer: Answerer,
  project: Project,
  signal: AbortSignal,
): Promise<HomeReply> {
  const answers = Object.entries(starterQuestions(project)).map(
    async ([key, question]): Promise<HomeAnswer> => {
      const name = key as HomeAnswer["key"];
      try {
        const { result } = await answer(project, question, { refresh: false, signal });
        return { key: name, question, result, problem: null };
      } catch (error) {
        return { key: name, question, result: null, problem: toProblem(error).problem };
      }
    },
  );
  const [health, changes, insights, surveys, ...answered] = await Promise.all([
    healthOf(context, project.id),
    changesOf(context, project.id),
    context.meta.insights.list(project.id),
    context.meta.surveys.list(project.id),
    ...answers,
  ]);
  const collects = health.lastEventAt !== null;
  const analyses = insights.length > 0;
  const asks = surveys.some((survey) => survey.status !== "draft");
  return {
    health,
    loop: [
      { step: "collect", state: collects ? "done" : "next" },
      { step: "analyse", state: !collects ? "later" : analyses ? "done" : "next" },
      { step: "learn", state: !collects || !analyses ? "later" : asks ? "done" : "next" },
      { step: "decide", state: collects && analyses && asks ? "next" : "later" },
      { step: "act", state: "later" },
    ],
    answers: answered,
    changes,
    computedAt: new Date().toISOString(),
  };
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

/**
 * Events whose last seven full days differ from the seven before by more than three standard
 * deviations of a difference of Poisson counts: |a − b| > 3·√(a + b).
 */
async function changesOf({ warehouse }: AppContext, project: string): Promise<Change[]> {
  const rows = await warehouse.query<{ event: string; current: string; previous: string }>(
    `SELECT event, countIf(ts >= today() - 7) AS current, countIf(ts < today() - 7) AS previous
     FROM events WHERE project = {project:String} AND ts >= today() - 14 AND ts < today()
     GROUP BY event
     HAVING abs(toInt64(current) - toInt64(previous)) > 3 * sqrt(current + previous)
     ORDER BY abs(toInt64(current) - toInt64(previous)) / sqrt(current + previous) DESC, event LIMIT 5`,
    { project },
  );
  return rows.map(({ event, ...counts }) => {
    const current = Number(counts.current);
    const previous = Number(counts.previous);
    return { event, current, previous, change: previous === 0 ? null : current / previous - 1 };
  });
}
