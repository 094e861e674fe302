import { LeptonError } from "@lepton/core";
import type { FastifyInstance } from "fastify";
import type { AppContext } from "../context.ts";
import { done, doneReply } from "../contract/common.ts";
import { job } from "../contract/job.ts";
import { createProjectRequest, project, projectList, updateProjectRequest } from "../contract/project.ts";
import { eraseProject } from "../data/erase.ts";
import { routesOn } from "../http/route.ts";
import { loadSample, removeSample } from "../sample/load.ts";

/** Projects, their settings, the sample company. */
export function projectRoutes(app: FastifyInstance, context: AppContext): void {
  const { projects, members, keys } = context.meta;
  const api = routesOn(app, context, "Projects");

  api.caller({
    method: "GET",
    path: "/api/projects",
    summary: "The projects the caller may see.",
    reply: projectList,
    handle: async ({ caller }) => {
      const all = await projects.all();
      if (caller.kind === "local") return { items: all.map((p) => ({ ...p, role: "owner" as const })) };
      if (caller.kind === "key") {
        const role = caller.scopes.includes("admin") ? ("owner" as const) : ("viewer" as const);
        return { items: all.filter((p) => p.id === caller.projectId).map((p) => ({ ...p, role })) };
      }
      const roles = new Map((await members.projects(caller.id)).map((p) => [p.id, p.role]));
      return {
        items: all.flatMap((p) => {
          const role = roles.get(p.id);
          return role === undefined ? [] : [{ ...p, role }];
        }),
      };
    },
  });

  api.caller({
    method: "POST",
    path: "/api/projects",
    summary: "Creates a project with a write key; its maker becomes owner.",
    body: createProjectRequest,
    reply: project,
    handle: async ({ caller, body, audit }) => {
      if (caller.kind === "key") throw ownersOnly();
      if (caller.kind === "member") {
        const own = await members.projects(caller.id);
        if (!own.some((p) => p.role === "owner")) throw ownersOnly();
      }
      const made = await projects.create(body);
      if (caller.kind === "member") await members.join(made.id, caller.id, "owner");
      await keys.create(made.id, { kind: "write", name: "Default write key" });
      await audit("project.create", made.id, { name: made.name });
      return { ...made, role: "owner" as const };
    },
  });

  api.project({
    method: "GET",
    path: "",
    needs: { role: "viewer", scope: "query:read" },
    summary: "One project and its settings.",
    reply: project,
    handle: async ({ project }) => project,
  });

  api.project({
    method: "PATCH",
    path: "",
    needs: { role: "editor", scope: "admin" },
    summary: "Changes the settings named.",
    body: updateProjectRequest,
    reply: project,
    handle: async ({ project, body, audit }) => {
      const changed = await projects.update(project.id, body);
      context.keys.forget();
      await audit("project.update", project.id, body);
      return { ...changed, role: project.role };
    },
  });

  api.project({
    method: "DELETE",
    path: "",
    needs: { role: "owner", scope: "admin" },
    summary: "Erases the project with its events, people and keys.",
    reply: done,
    handle: async ({ project, audit }) => {
      await context.training.forgetProject(project.id);
      await eraseProject(context.warehouse, project.id);
      await projects.remove(project.id);
      context.keys.forget();
      await audit("project.delete", project.id, { name: project.name });
      return doneReply;
    },
  });

  api.project({
    method: "POST",
    path: "/sample",
    needs: { role: "editor", scope: "import:write" },
    summary: "Loads the sample company; the reply's job tells how far it is.",
    reply: job,
    handle: async ({ project, audit }) => {
      const started = await loadSample(context, project);
      await audit("sample.load", project.id);
      return started;
    },
  });

  api.project({
    method: "DELETE",
    path: "/sample",
    needs: { role: "editor", scope: "import:write" },
    summary: "Removes the sample company's events and people.",
    reply: done,
    handle: async ({ project, audit }) => {
      await removeSample(context, project);
      await audit("sample.remove", project.id);
      return doneReply;
    },
  });
}

function ownersOnly(): LeptonError {
  return new LeptonError("OWNERS_ONLY", {
    problem: "Only members who own a project can create another.",
    next: "Ask an owner to create it and invite you.",
    status: 403,
  });
}
