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
    handle: async ({ project, query }) => listPeople(warehouse, project.id, query),
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
