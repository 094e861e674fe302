import { LeptonError } from "@lepton/core";
import {
  type FilterGroup,
  filterGroup,
  getPerson,
  listEvents,
  listPeople,
  listProperties,
  personTimeline,
  propertyValues as valuesOf,
} from "@lepton/growth";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { id } from "../contract/common.ts";
import { eventPage, peopleQuery, person, personId, timelineQuery } from "../contract/person.ts";
import { peoplePage } from "../contract/query.ts";
import {
  eventNames,
  propertiesQuery,
  propertyNames,
  propertyValues,
  valuesQuery,
} from "../contract/schemaOf.ts";
import { questionContext } from "../data/questionContext.ts";
import { routesOn } from "../http/route.ts";

const personParams = z.object({ id, personId });

/** People and their timelines; names and values to choose from. */
export function peopleRoutes(app: FastifyInstance, context: AppContext): void {
  const api = routesOn(app, context, "People");
  const people = { role: "viewer", scope: "people:read" } as const;
  const data = { role: "viewer", scope: "query:read" } as const;

  api.project({
    method: "GET",
    path: "/people",
    needs: people,
    summary: "People by last activity, newest first.",
    query: peopleQuery,
    reply: peoplePage,
    handle: async ({ project, query: { filter, ...query }, signal }) => {
      const asked = filter === undefined ? query : { ...query, filter: readFilter(filter) };
      const page = await listPeople(questionContext(context, project, signal), asked);
      return { items: page.people, total: page.total, nextCursor: page.cursor };
    },
  });

  api.project({
    method: "GET",
    path: "/people/:personId",
    needs: people,
    summary: "One person by any of their ids.",
    params: personParams,
    reply: person,
    handle: async ({ project, params, signal }) =>
      getPerson(questionContext(context, project, signal), params.personId),
  });

  api.project({
    method: "GET",
    path: "/people/:personId/events",
    needs: people,
    summary: "One person's events, newest first.",
    params: personParams,
    query: timelineQuery,
    reply: eventPage,
    handle: async ({ project, params: { personId }, query, signal }) => {
      const asking = questionContext(context, project, signal);
      const page = await personTimeline(asking, { personId, ...query });
      // Nobody with this id is a 404; somebody without events has an empty page.
      if (page.events.length === 0) await getPerson(asking, personId);
      return { items: page.events, nextCursor: page.cursor };
    },
  });

  api.project({
    method: "GET",
    path: "/schema/events",
    needs: data,
    summary: "Event names with their number.",
    reply: eventNames,
    handle: async ({ project, signal }) => ({
      items: await listEvents(questionContext(context, project, signal)),
    }),
  });

  api.project({
    method: "GET",
    path: "/schema/properties",
    needs: data,
    summary: "Property keys with type and coverage, from the newest rows.",
    query: propertiesQuery,
    reply: propertyNames,
    handle: async ({ project, query, signal }) => {
      const { properties, sampled } = await listProperties(questionContext(context, project, signal), query);
      return { items: properties, sampled };
    },
  });

  api.project({
    method: "GET",
    path: "/schema/values",
    needs: data,
    summary: "The most frequent values of a property, from the newest rows.",
    query: valuesQuery,
    reply: propertyValues,
    handle: async ({ project, query, signal }) => ({
      items: await valuesOf(questionContext(context, project, signal), query),
    }),
  });
}

/** The filter of the query string: JSON of a filter group. */
export function readFilter(text: string): FilterGroup {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = text;
  }
  const parsed = filterGroup.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new LeptonError("FILTER_INVALID", {
    problem: `The filter is not right: ${parsed.error.issues[0]?.message ?? "invalid"}.`,
    received: text.slice(0, 200),
    next: 'Send JSON such as {"type":"group","op":"and","filters":[…]}, as questions take it.',
    field: "filter",
  });
}
