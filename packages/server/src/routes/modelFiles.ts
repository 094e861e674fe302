import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { AppContext } from "../context.ts";
import { id } from "../contract/common.ts";
import { modelKey, onnxUsage } from "../contract/model.ts";
import { routesOn } from "../http/route.ts";
import { onnxFileOf, onnxName, onnxUsageOf } from "../learn/onnxFile.ts";
import { reading } from "./saved.ts";

const params = z.object({ id, model: modelKey });

/** A model to take along: as an ONNX file that needs nothing of Lepton. */
export function modelFileRoutes(app: FastifyInstance, context: AppContext): void {
  const { models } = context.meta;
  const { predictor } = context;
  const api = routesOn(app, context, "Models");

  api.project({
    method: "GET",
    path: "/models/:model/onnx",
    needs: reading,
    summary: "The model as an ONNX file: inputs `numbers` and `categories`, output `score`.",
    params,
    reply: z.unknown(),
    handle: async ({ project, params: { model: key }, reply }) => {
      const model = await models.get(project.id, key);
      const bytes = await onnxFileOf(model, await predictor.load(model.id));
      return reply
        .type("application/octet-stream")
        .header("content-disposition", `attachment; filename="${onnxName(model)}"`)
        .send(Buffer.from(bytes));
    },
  });

  api.project({
    method: "GET",
    path: "/models/:model/onnx/usage",
    needs: reading,
    summary:
      "How to run the ONNX file: its columns, a row with the score it must give, programs for Node and Python.",
    params,
    reply: onnxUsage,
    handle: async ({ project, params: { model: key } }) => {
      const model = await models.get(project.id, key);
      return onnxUsageOf(model, await predictor.load(model.id));
    },
  });
}
