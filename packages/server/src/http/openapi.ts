import swagger from "@fastify/swagger";
import swaggerUi from "@fastify/swagger-ui";
import type { FastifyInstance } from "fastify";
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from "fastify-type-provider-zod";
import { z } from "zod";
import { problem } from "../contract/common.ts";
import { cohortDefinition, filterGroup, peoplePoint, question, questionResult } from "../contract/growth.ts";

/** Shapes that many routes share: written once in the document, referred to elsewhere. */
const shared = z.registry<{ id: string }>();
for (const [id, schema] of Object.entries({
  Problem: problem,
  Question: question,
  QuestionResult: questionResult,
  PeoplePoint: peoplePoint,
  FilterGroup: filterGroup,
  CohortDefinition: cohortDefinition,
}))
  shared.add(schema, { id });

/** `/openapi.json` and `/docs`, made from the same schemas that validate. Register before the routes. */
export async function documentApi(app: FastifyInstance, version: string): Promise<void> {
  const options = { schemaRegistry: shared, zodToJsonConfig: { unrepresentable: "any" as const } };
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Lepton",
        version,
        description:
          "Browsers send the session cookie and, with everything but GET, the `csrf` value of GET /api/me as header x-csrf-token. Programs send a personal key as bearer token. Refusals are problem documents.",
      },
      components: {
        securitySchemes: {
          personalKey: { type: "http", scheme: "bearer" },
          session: { type: "apiKey", in: "cookie", name: "lepton_session" },
        },
      },
      security: [{ personalKey: [] }, { session: [] }],
    },
    transform: createJsonSchemaTransform(options),
    transformObject: createJsonSchemaTransformObject(options),
  });
  await app.register(swaggerUi, { routePrefix: "/docs", staticCSP: true });
  app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
}
