import { LeptonError } from "@lepton/core";
import { type FilterGroup, filterGroup, peopleMatching } from "@lepton/growth";
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
import { timeline } from "../data/events.ts";
import {
  eventNames as namesOfEvents,
  propertyNames as namesOfProperties,
  propertyValues as valuesOf,
} from "../data/names.ts";
import { getPerson, listPeople } from "../data/people.ts";
import { questionContext } from "../data/questionContext.ts";
import { routesOn } from "../http/route.ts";

const personParams = z.object({ id, personId });

/** People and their timelines; names and values to choose from. */
export function peopleRoutes(app: FastifyInstance, context: AppContext): void {
  const { warehouse } = context;
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
    handle: async ({ project, query, signal }) => {
      if (query.filter === undefined) return listPeople(warehouse, project.id, query);
      const matching = alsoFound(readFilter(query.filter), query.search);
      const page = await peopleMatching(questionContext(context, project, signal), matching, query);
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
    handle: async ({ project, params }) => getPerson(warehouse, project.id, params.personId),
  });

  api.project({
    method: "GET",
    path: "/people/:personId/events",
    needs: people,
    summary: "One person's events, newest first.",
    params: personParams,
    query: timelineQuery,
    reply: eventPage,
    handle: async ({ project, params, query }) => {
      const found = await getPerson(warehouse, project.id, params.personId);
      return timeline(warehouse, project.id, found, query.limit, query.cursor);
    },
  });

  api.project({
    method: "GET",
    path: "/schema/events",
    needs: data,
    summary: "Event names with their number.",
    reply: eventNames,
    handle: async ({ project }) => namesOfEvents(warehouse, project.id),
  });

  api.project({
    method: "GET",
    path: "/schema/properties",
    needs: data,
    summary: "Property keys with type and coverage, from the newest rows.",
    query: propertiesQuery,
    reply: propertyNames,
    handle: async ({ project, query }) => namesOfProperties(warehouse, project.id, query.on, query.event),
  });

  api.project({
    method: "GET",
    path: "/schema/values",
    needs: data,
    summary: "The most frequent values of a property, from the newest rows.",
    query: valuesQuery,
    reply: propertyValues,
    handle: async ({ project, query }) => valuesOf(warehouse, project.id, query),
  });
}

/** The filter of the query string: JSON of a filter group. */
function readFilter(text: string): FilterGroup {
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

/** Narrows a filter to people whose id, email or name contains the text. */
function alsoFound(given: FilterGroup, search: string | undefined): FilterGroup {
  if (search === undefined || search === "") return given;
  const contains = (on: "builtin" | "person", key: string) =>
    ({ type: "property", on, key, operator: "contains", value: search }) as const;
  const found: FilterGroup = {
    type: "group",
    op: "or",
    filters: [contains("builtin", "person_id"), contains("person", "email"), contains("person", "name")],
  };
  return { type: "group", op: "and", filters: [given, found] };
}
