import { LeptonError } from "@lepton/core";
import { peopleBehind } from "@lepton/growth";
import type { FastifyInstance } from "fastify";
import type { z } from "zod";
import { actorName } from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import { cohort, cohortList, createCohortRequest, updateCohortRequest } from "../contract/cohort.ts";
import { done, doneReply } from "../contract/common.ts";
import type { Project } from "../contract/project.ts";
import { questionContext } from "../data/questionContext.ts";
import { itemParams, routesOn } from "../http/route.ts";
import { editing, reading } from "./saved.ts";

/** Cohorts: dynamic by criteria, static by a list of people kept in the warehouse. */
export function cohortRoutes(app: FastifyInstance, context: AppContext): void {
  const { cohorts } = context.meta;
  const { warehouse } = context;
  const api = routesOn(app, context, "Cohorts");

  api.project({
    method: "GET",
    path: "/cohorts",
    needs: reading,
    summary: "Cohorts, newest change first.",
    reply: cohortList,
    handle: async ({ project }) => ({ items: await cohorts.list(project.id) }),
  });

  api.project({
    method: "POST",
    path: "/cohorts",
    needs: editing,
    summary: "Makes a cohort: from criteria, from people, or from a point of a chart.",
    body: createCohortRequest,
    reply: cohort,
    handle: async ({ project, body, caller, audit, signal }) => {
      const { name, description, definition } = body;
      const people = definition.kind === "static" ? await listed(context, project, body, signal) : null;
      const fields = { description, definition, size: people?.length ?? null };
      const made = await cohorts.create(project.id, name, fields, actorName(caller));
      const rows = (people ?? []).map((person_id) => ({
        project: project.id,
        cohort: made.id,
        person_id,
        version: Date.now(),
      }));
      await warehouse.insert("cohort_members", rows);
      await audit("cohort.create", made.id, { name, size: fields.size });
      return made;
    },
  });

  api.project({
    method: "GET",
    path: "/cohorts/:item",
    needs: reading,
    summary: "One cohort.",
    params: itemParams,
    reply: cohort,
    handle: async ({ project, params }) => cohorts.get(project.id, params.item),
  });

  api.project({
    method: "PATCH",
    path: "/cohorts/:item",
    needs: editing,
    summary: "Changes the fields named; a cohort keeps its kind.",
    params: itemParams,
    body: updateCohortRequest,
    reply: cohort,
    handle: async ({ project, params, body, audit }) => {
      const old = await cohorts.get(project.id, params.item);
      if (body.definition !== undefined && body.definition.kind !== old.definition.kind)
        throw kindFixed(old.definition.kind);
      const changed = await cohorts.update(project.id, params.item, body);
      await audit("cohort.update", changed.id, { fields: Object.keys(body) });
      return changed;
    },
  });

  api.project({
    method: "DELETE",
    path: "/cohorts/:item",
    needs: editing,
    summary: "Removes the cohort and its list of people.",
    params: itemParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      await cohorts.remove(project.id, params.item);
      await warehouse.command(
        "DELETE FROM cohort_members WHERE project = {project:String} AND cohort = {cohort:String}",
        { project: project.id, cohort: params.item },
      );
      await audit("cohort.remove", params.item);
      return doneReply;
    },
  });
}

/** Pages of people read from a chart's point; a cohort takes them all. */
const pageSize = 1_000;
const mostPeople = 100_000;

async function listed(
  context: AppContext,
  project: Project,
  { people, from }: z.output<typeof createCohortRequest>,
  signal: AbortSignal,
): Promise<string[]> {
  if (from === undefined) return [...new Set(people ?? [])];
  const found = new Set(people ?? []);
  let cursor: string | undefined;
  do {
    const page = await peopleBehind(questionContext(context, project, signal), from.question, from.point, {
      limit: pageSize,
      cursor,
    });
    for (const { personId } of page.people) found.add(personId);
    cursor = page.cursor ?? undefined;
  } while (cursor !== undefined && found.size < mostPeople);
  return [...found];
}

function kindFixed(kind: string): LeptonError {
  return new LeptonError("COHORT_KIND_FIXED", {
    problem: `This cohort is ${kind} and stays so.`,
    next: "Make a new cohort of the other kind.",
    field: "definition.kind",
  });
}
