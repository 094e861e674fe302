import { peopleBehind } from "@lepton/growth";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../context.ts";
import { homeReply } from "../contract/home.ts";
import { peoplePage, queryOptions, queryPeopleRequest, queryReply, queryRequest } from "../contract/query.ts";
import { answererOf } from "../data/answer.ts";
import { homeOf } from "../data/home.ts";
import { questionContext } from "../data/questionContext.ts";
import { pmfQuestion } from "../data/starterQuestions.ts";
import { routesOn } from "../http/route.ts";

/** Questions, the people behind their answers, the report and the home page. */
export function queryRoutes(app: FastifyInstance, context: AppContext): void {
  const api = routesOn(app, context, "Questions");
  const answer = answererOf(context);
  const needs = { role: "viewer", scope: "query:read" } as const;

  api.project({
    method: "POST",
    path: "/query",
    needs,
    summary: "Answers a question of any kind; a result younger than a minute may come from the cache.",
    query: queryOptions,
    body: queryRequest,
    reply: queryReply,
    handle: async ({ project, body, query, signal }) =>
      answer(project, body, { refresh: query.refresh, signal }),
  });

  api.project({
    method: "POST",
    path: "/query/people",
    needs: { role: "viewer", scope: "people:read" },
    summary: "The people behind one point of a chart, from the same query as the chart.",
    body: queryPeopleRequest,
    reply: peoplePage,
    handle: async ({ project, body, signal }) => {
      const { question, point, limit, cursor } = body;
      const page = await peopleBehind(questionContext(context, project, signal), question, point, {
        limit,
        cursor,
      });
      return { items: page.people, total: page.total, nextCursor: page.cursor };
    },
  });

  api.project({
    method: "GET",
    path: "/pmf",
    needs,
    summary: "The product–market-fit report of the project as it is set up.",
    query: queryOptions,
    reply: queryReply,
    handle: async ({ project, query, signal }) =>
      answer(project, pmfQuestion(project), { refresh: query.refresh, signal }),
  });

  api.project({
    method: "GET",
    path: "/home",
    needs,
    summary: "Health, the loop, five answered questions, and what changed.",
    reply: homeReply,
    handle: async ({ project, signal }) => homeOf(context, answer, project, signal),
  });
}
