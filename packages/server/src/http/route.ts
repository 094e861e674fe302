import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import {
  type Access,
  actorName,
  type Caller,
  identify,
  requireCaller,
  requireProject,
} from "../auth/access.ts";
import type { AppContext } from "../context.ts";
import { id, problem } from "../contract/common.ts";
import type { Project } from "../contract/project.ts";

type Schema = z.ZodType;
type Out<S> = S extends Schema ? z.output<S> : undefined;

interface Spec<P, Q, B, R extends Schema> {
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  path: string;
  /** One line of the API documentation. */
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  reply: R;
}
interface Given<P, Q, B> {
  params: Out<P>;
  query: Out<Q>;
  body: Out<B>;
  request: FastifyRequest;
  reply: FastifyReply;
  /** Aborted when the client goes away before the reply. */
  signal: AbortSignal;
}
interface GivenCaller {
  caller: Caller;
  /** Writes one line of the audit log. */
  audit(action: string, target: string, detail?: Record<string, unknown>): Promise<void>;
}
type Handle<G, R extends Schema> = (given: G) => Promise<z.input<R> | FastifyReply>;

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller | null;
    project: Project | null;
  }
  interface FastifyContextConfig {
    /** Who may call; shown by the route list and checked by its tests. */
    needs?: "nobody" | "caller" | Access;
  }
}

/**
 * Declares routes: schema, what the caller must be, handler. The caller is checked before a byte
 * of the body is read; every part of the request is parsed by its schema.
 */
export function routesOn(app: FastifyInstance, context: AppContext, tag: string) {
  function mount<P, Q, B, R extends Schema>(
    spec: Spec<P, Q, B, R>,
    needs: "nobody" | "caller" | Access,
    run: (given: Given<P, Q, B>) => Promise<unknown>,
  ): void {
    app.route({
      method: spec.method,
      url: spec.path,
      config: { needs },
      schema: {
        tags: [tag],
        summary: spec.summary,
        description: describe(needs),
        ...(spec.params ? { params: spec.params } : {}),
        ...(spec.query ? { querystring: spec.query } : {}),
        ...(spec.body ? { body: spec.body } : {}),
        response: { 200: spec.reply, "4xx": problem, "5xx": problem },
      },
      onRequest: async (request) => {
        if (needs === "nobody") return;
        request.caller = requireCaller(await identify(context, request));
        if (needs === "caller") return;
        const { id: projectId } = request.params as { id: string };
        request.project = await requireProject(context, request.caller, projectId, needs);
      },
      handler: async (request, reply) => {
        const { params, query, body } = request as { params: Out<P>; query: Out<Q>; body: Out<B> };
        reply.header("cache-control", "no-store");
        return run({ params, query, body, request, reply, signal: disconnect(reply) });
      },
    });
  }
  const withCaller = (request: FastifyRequest): GivenCaller => {
    const caller = requireCaller(request.caller);
    const project = request.project?.id ?? null;
    return {
      caller,
      audit: (action, target, detail) =>
        context.meta.audit.record({
          project,
          actor: actorName(caller),
          action,
          target,
          detail,
          ip: request.ip,
        }),
    };
  };

  return {
    /** For everyone. */
    open<P, Q, B, R extends Schema>(spec: Spec<P, Q, B, R> & { handle: Handle<Given<P, Q, B>, R> }) {
      mount(spec, "nobody", spec.handle);
    },
    /** For members and personal keys. */
    caller<P, Q, B, R extends Schema>(
      spec: Spec<P, Q, B, R> & { handle: Handle<Given<P, Q, B> & GivenCaller, R> },
    ) {
      mount(spec, "caller", (given) => spec.handle({ ...given, ...withCaller(given.request) }));
    },
    /** Below `/api/projects/:id`, for members of the project and its keys. */
    project<Q, B, R extends Schema, P = typeof projectParams>(
      spec: Spec<P, Q, B, R> & {
        needs: Access;
        handle: Handle<Given<P, Q, B> & GivenCaller & { project: Project }, R>;
      },
    ) {
      const path = `/api/projects/:id${spec.path}`;
      const params = spec.params ?? (projectParams as P);
      mount({ ...spec, path, params }, spec.needs, (given) =>
        spec.handle({ ...given, ...withCaller(given.request), project: required(given.request.project) }),
      );
    },
  };
}

const projectParams = z.object({ id });
/** Path parameters of one thing below a project. */
export const itemParams = z.object({ id, item: id });

function required(project: Project | null): Project {
  if (project === null) throw new Error("A project route ran without its project.");
  return project;
}

function describe(needs: "nobody" | "caller" | Access): string {
  if (needs === "nobody") return "For everyone.";
  if (needs === "caller") return "For members and personal keys.";
  return `For members with role ${needs.role} or more; personal keys with scope ${needs.scope}.`;
}

function disconnect(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once("close", () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
