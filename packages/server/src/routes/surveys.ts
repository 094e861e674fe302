import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { actorName } from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import { done, doneReply } from "../contract/common.ts";
import type { Project } from "../contract/project.ts";
import {
  createSurveyRequest,
  publicSurveys,
  type Survey,
  survey,
  surveyList,
  surveyMember,
  surveyMemberQuery,
  updateSurveyRequest,
} from "../contract/survey.ts";
import { itemParams, routesOn } from "../http/route.ts";
import { standardQuestions } from "../surveys/standard.ts";
import { editing, reading } from "./saved.ts";

/** Surveys for members; the running ones for the tracker. */
export function surveyRoutes(app: FastifyInstance, context: AppContext): void {
  const { surveys, projects, audiences } = context.meta;
  const api = routesOn(app, context, "Surveys");

  api.open({
    method: "GET",
    path: "/api/surveys",
    summary: "Running surveys of the project a write key belongs to; for the tracker.",
    query: z.object({ token: z.string().max(100).default("") }),
    reply: publicSurveys,
    handle: async ({ query, reply }) => {
      reply.header("access-control-allow-origin", "*");
      const key = await context.keys.resolveWriteKey(query.token);
      if (key === null) return { surveys: [] };
      const [all, { coreEvent }] = await Promise.all([
        surveys.list(key.projectId),
        projects.get(key.projectId),
      ]);
      const running = all.filter((one) => one.status === "running");
      return {
        surveys: running.map(({ id, kind, name, questions, appearance, qualification, reaskAfterDays }) => ({
          id,
          kind,
          name,
          questions,
          appearance,
          qualification: { ...qualification, event: qualification.event ?? coreEvent },
          reaskAfterDays,
          ...(qualification.audience === null
            ? {}
            : { check: `/api/surveys/member?token=${encodeURIComponent(query.token)}&survey=${id}` }),
        })),
      };
    },
  });

  api.open({
    method: "GET",
    path: "/api/surveys/member",
    summary: "Whether a person is in the audience of a running survey; for the tracker.",
    query: surveyMemberQuery,
    reply: surveyMember,
    handle: async ({ query, reply }) => {
      reply.header("access-control-allow-origin", "*");
      const key = await context.keys.resolveWriteKey(query.token);
      if (key === null) return { member: false };
      const asked = (await surveys.list(key.projectId)).find(({ id }) => id === query.survey);
      const audienceId = asked?.status === "running" ? asked.qualification.audience : null;
      const audience = (await audiences.list(key.projectId)).find(({ id }) => id === audienceId);
      if (audience === undefined) return { member: false };
      // Whoever is held out is left alone by surveys, too.
      if ((await audiences.armOf(audience.id, query.distinct_id)) === "heldOut") return { member: false };
      const project: Project = { ...(await projects.get(key.projectId)), role: "viewer" };
      return { member: await context.act.members.has(project, audience.who, query.distinct_id) };
    },
  });

  api.project({
    method: "GET",
    path: "/surveys",
    needs: reading,
    summary: "Surveys, newest change first.",
    reply: surveyList,
    handle: async ({ project }) => ({
      items: (await surveys.list(project.id)).map((one) => ({ ...one, answers: null, shown: null })),
    }),
  });

  api.project({
    method: "POST",
    path: "/surveys",
    needs: editing,
    summary: "Makes a survey, as a draft.",
    body: createSurveyRequest,
    reply: survey,
    handle: async ({ project, body, caller, audit }) => {
      const { name, questions = standardQuestions(body.kind, project.name), ...rest } = body;
      if (questions.length === 0) throw questionsMissing();
      if (body.qualification.audience !== null) await audiences.get(project.id, body.qualification.audience);
      const made = await surveys.create(
        project.id,
        name,
        { ...rest, questions, status: "draft", startedAt: null, stoppedAt: null },
        actorName(caller),
      );
      await audit("survey.create", made.id, { name, kind: body.kind });
      return { ...made, answers: 0, shown: 0 };
    },
  });

  api.project({
    method: "GET",
    path: "/surveys/:item",
    needs: reading,
    summary: "One survey with its number of answers.",
    params: itemParams,
    reply: survey,
    handle: async ({ project, params }) => ({
      ...(await surveys.get(project.id, params.item)),
      ...(await counts(project.id, params.item)),
    }),
  });

  api.project({
    method: "PATCH",
    path: "/surveys/:item",
    needs: editing,
    summary: "Changes the fields named; `status` starts and stops it.",
    params: itemParams,
    body: updateSurveyRequest,
    reply: survey,
    handle: async ({ project, params, body, audit }) => {
      const old = await surveys.get(project.id, params.item);
      const now = new Date().toISOString();
      const turned = body.status !== undefined && body.status !== old.status;
      const times = {
        ...(turned && body.status === "running" ? { startedAt: now, stoppedAt: null } : {}),
        ...(turned && body.status === "stopped" ? { stoppedAt: now } : {}),
      };
      const changed = await surveys.update(project.id, params.item, { ...body, ...times });
      await audit("survey.update", changed.id, { fields: Object.keys(body), status: changed.status });
      return { ...changed, ...(await counts(project.id, changed.id)) };
    },
  });

  api.project({
    method: "DELETE",
    path: "/surveys/:item",
    needs: editing,
    summary: "Removes the survey; its answers stay, they are events.",
    params: itemParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      await surveys.remove(project.id, params.item);
      await audit("survey.remove", params.item);
      return doneReply;
    },
  });

  async function counts(project: string, id: string): Promise<Pick<Survey, "answers" | "shown">> {
    const rows = await context.warehouse.query<{ event: string; n: string }>(
      `SELECT event, uniqExact(uuid) AS n FROM events
       WHERE project = {project:String} AND event IN ('survey sent', 'survey shown')
         AND toString(getSubcolumn(properties, '$survey_id')) = {id:String} GROUP BY event`,
      { project, id },
    );
    const of = (event: string) => Number(rows.find((row) => row.event === event)?.n ?? 0);
    return { answers: of("survey sent"), shown: of("survey shown") };
  }
}

function questionsMissing(): LeptonError {
  return new LeptonError("SURVEY_QUESTIONS_MISSING", {
    problem: "A custom survey has no standard questions.",
    next: "Send its questions.",
    field: "questions",
  });
}
