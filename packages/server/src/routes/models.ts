import { LeptonError } from "@lepton/core";
import { planRecipe } from "@lepton/growth";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { actorName } from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import { done, doneReply, id } from "../contract/common.ts";
import { job } from "../contract/job.ts";
import {
  type Model,
  type ModelSummary,
  model,
  modelCard,
  modelKey,
  modelList,
  modelPeople,
  modelPeopleQuery,
  modelSummary,
  predictReply,
  predictRequest,
  publishRequest,
  recipeList,
  trainRequest,
} from "../contract/model.ts";
import { routesOn } from "../http/route.ts";
import { modelCardOf } from "../learn/card.ts";
import { scoredPeople } from "../learn/predict.ts";
import { inquiryOf, proposals, recipeFor } from "../learn/recipeFor.ts";
import { removeScores } from "../learn/scoring.ts";
import { editing, reading } from "./saved.ts";

const modelParams = z.object({ id, model: modelKey });
/** Scores tell of single people. */
const people = { role: "viewer", scope: "people:read" } as const;

/** Models: training, registry, predictions. A model goes by its id, or by its name: the published version, else the newest. */
export function modelRoutes(app: FastifyInstance, context: AppContext): void {
  const { models } = context.meta;
  const { training, predictor } = context;
  const api = routesOn(app, context, "Models");

  api.project({
    method: "GET",
    path: "/recipes",
    needs: reading,
    summary: "Ready recipes, filled in from the project's data.",
    reply: recipeList,
    handle: async ({ project, signal }) => ({ items: await proposals(context, project, signal) }),
  });

  api.project({
    method: "GET",
    path: "/models",
    needs: reading,
    summary: "Every version of every model, newest first.",
    reply: modelList,
    handle: async ({ project }) => ({ items: (await models.list(project.id)).map(summaryOf) }),
  });

  api.project({
    method: "POST",
    path: "/models",
    needs: editing,
    summary:
      "Trains a model from a recipe; the reply's job tells how far it is, and the model's id at its end.",
    body: trainRequest,
    reply: job,
    handle: async ({ project, body, caller, audit, signal }) => {
      const recipe = await recipeFor(context, project, body, signal);
      // What is wrong with the recipe is told now, not by a job that fails.
      await planRecipe(await inquiryOf(context, project, signal, recipe), recipe);
      const { budgetSeconds, seed } = body;
      const asked = { recipe, budgetSeconds, seed, by: actorName(caller) };
      const started = await training.train(project.id, asked);
      await audit("model.train", started.id, { name: recipe.name });
      return started;
    },
  });

  api.project({
    method: "GET",
    path: "/models/:model",
    needs: reading,
    summary: "One model with its leaderboard, curves and inputs.",
    params: modelParams,
    reply: model,
    handle: async ({ project, params }) => models.get(project.id, params.model),
  });

  api.project({
    method: "GET",
    path: "/models/:model/card",
    needs: reading,
    summary: "The model card, as Markdown.",
    params: modelParams,
    reply: modelCard,
    handle: async ({ project, params }) => ({
      markdown: modelCardOf(await models.get(project.id, params.model)),
    }),
  });

  api.project({
    method: "POST",
    path: "/models/:model/publish",
    needs: editing,
    summary:
      "Publishes a version; the one published before is retired. Refused when it is no better than a baseline.",
    params: modelParams,
    body: publishRequest,
    reply: model,
    handle: async ({ project, params, body, audit }) => {
      const found = await models.get(project.id, params.model);
      if (found.verdict.code !== "better" && !body.anyway) throw noBetter(found);
      const published = await models.setStage(project.id, found.id, "published");
      await audit("model.publish", found.id, {
        name: found.name,
        version: found.version,
        anyway: body.anyway,
      });
      return published;
    },
  });

  api.project({
    method: "POST",
    path: "/models/:model/retire",
    needs: editing,
    summary: "Takes a version out of use; it stays in the list.",
    params: modelParams,
    reply: model,
    handle: async ({ project, params, audit }) => {
      const found = await models.get(project.id, params.model);
      const retired = await models.setStage(project.id, found.id, "retired");
      await audit("model.retire", found.id, { name: found.name, version: found.version });
      return retired;
    },
  });

  api.project({
    method: "DELETE",
    path: "/models/:model",
    needs: editing,
    summary:
      "Removes a version, its file and its list of scores. A person property it wrote stays until the next scoring.",
    params: modelParams,
    reply: done,
    handle: async ({ project, params, audit }) => {
      const found = await models.get(project.id, params.model);
      await models.remove(project.id, found.id);
      await context.meta.modelChecks.remove(found.id);
      await predictor.forget(found.id);
      await training.removeFile(found.id);
      await removeScores(context, project.id, found);
      await audit("model.remove", found.id, { name: found.name, version: found.version });
      return doneReply;
    },
  });

  api.project({
    method: "POST",
    path: "/models/:model/predict",
    needs: people,
    summary: "Scores rows of features, or people as they are now; with reasons when asked.",
    params: modelParams,
    body: predictRequest,
    reply: predictReply,
    handle: async ({ project, params, body, signal }) => {
      const found = await models.get(project.id, params.model);
      return predictor.predict(context, project, found, body, signal);
    },
  });

  api.project({
    method: "POST",
    path: "/models/:model/score",
    needs: editing,
    summary:
      "Scores everybody of the population and writes the scores as a person property; the reply is a job.",
    params: modelParams,
    reply: job,
    handle: async ({ project, params, audit }) => {
      const found = await models.get(project.id, params.model);
      if (found.stage !== "published") throw notPublished(found);
      const started = await training.score(project.id, found);
      await audit("model.score", found.id, { name: found.name, version: found.version });
      return started;
    },
  });

  api.project({
    method: "GET",
    path: "/models/:model/people",
    needs: people,
    summary: "People as last scored, highest first, with their main reasons.",
    params: modelParams,
    query: modelPeopleQuery,
    reply: modelPeople,
    handle: async ({ project, params, query }) =>
      scoredPeople(context, project.id, await models.get(project.id, params.model), query),
  });
}

const summaryOf = (found: Model): ModelSummary => modelSummary.parse(found);

function noBetter({ verdict }: Model): LeptonError {
  return new LeptonError("MODEL_NO_BETTER", {
    problem: `This model is ${verdict.text}.`,
    next: "Give it more data or another question; or publish it anyway with { anyway: true }.",
    status: 409,
  });
}

function notPublished({ stage }: Model): LeptonError {
  return new LeptonError("MODEL_NOT_PUBLISHED", {
    problem: "Only a published model writes its scores to people.",
    received: stage,
    next: "Publish it first.",
    status: 409,
  });
}
