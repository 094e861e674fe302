import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CapturedEvent, openWarehouse, type Warehouse } from "@lepton/warehouse";
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from "fastify";
import { buildApp } from "../app.ts";
import type { ServerConfig } from "../config.ts";
import type { Role, Scope } from "../contract/common.ts";
import type { Me } from "../contract/session.ts";
import { type Meta, openMeta } from "../meta/open.ts";

/** A member's browser, or a program with a key. */
export interface Client {
  request(method: string, url: string, body?: unknown, more?: InjectOptions): Promise<LightMyRequestResponse>;
  get<Reply>(url: string): Promise<Reply>;
  post<Reply>(url: string, body?: unknown): Promise<Reply>;
}
/** The whole server over a real warehouse and a real metadata store in a fresh folder. */
export interface World {
  app: FastifyInstance;
  warehouse: Warehouse;
  meta: Meta;
  owner: Client;
  /** The owner's project. */
  project: string;
  nobody: Client;
  /** A member of a project, logged in. */
  member(role: Role, project: string): Promise<Client>;
  /** A program with a personal key. */
  program(scopes: Scope[], project: string): Promise<Client>;
  write(
    events: (Partial<CapturedEvent> & Pick<CapturedEvent, "event" | "distinctId">)[],
    project?: string,
  ): Promise<void>;
  close(): Promise<void>;
}

export const ownerEmail = "owner@example.com";
export const goodPassword = "correct horse battery";

export async function openWorld(config: Partial<ServerConfig> = {}): Promise<World> {
  const directory = mkdtempSync(join(tmpdir(), "lepton-server-"));
  const warehouse = await openWarehouse({ directory: join(directory, "warehouse") });
  const meta = await openMeta(join(directory, "meta.sqlite"));
  const app = await buildApp({
    warehouse,
    meta,
    config: { logLevel: "silent", apiPerSecond: 100_000, ...config },
  });
  await app.ready();
  const nobody = clientOf(app, {});
  const setup = await nobody.request("POST", "/api/setup", {
    email: ownerEmail,
    password: goodPassword,
    projectName: "Acme",
  });
  const owner = loggedIn(app, setup);
  const project = setup.json<Me>().projects[0]?.id ?? "";
  let members = 0;
  return {
    app,
    warehouse,
    meta,
    owner,
    project,
    nobody,
    async member(role, of) {
      members += 1;
      const email = `member${members}@example.com`;
      const { id } = await meta.members.ensure(email, null);
      await meta.members.join(of, id, role);
      const token = await meta.members.invite(id);
      return loggedIn(
        app,
        await nobody.request("POST", "/api/invites/accept", { token, password: goodPassword }),
      );
    },
    async program(scopes, of) {
      const { secret } = await meta.keys.create(of, { kind: "personal", name: "program", scopes });
      return clientOf(app, { authorization: `Bearer ${secret}` });
    },
    async write(events, of = project) {
      const now = Date.now();
      await warehouse.write(
        events.map((event) => ({ project: of, ts: now, receivedAt: now, properties: {}, ...event })),
      );
    },
    async close() {
      await app.close();
      await meta.close();
      await warehouse.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** The browser that got this reply to a login. */
export function loggedIn(app: FastifyInstance, reply: LightMyRequestResponse): Client {
  const cookie = reply.cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
  return clientOf(app, { cookie, "x-csrf-token": reply.json<Me>().csrf });
}

export function clientOf(app: FastifyInstance, headers: Record<string, string>): Client {
  const request: Client["request"] = (method, url, body, more = {}) =>
    app.inject({
      method: method as "GET",
      url,
      ...(body === undefined ? {} : { payload: body as object }),
      ...more,
      headers: { ...headers, ...more.headers },
    });
  const ok = async <Reply>(reply: Promise<LightMyRequestResponse>): Promise<Reply> => {
    const { statusCode, body, json } = await reply;
    if (statusCode !== 200) throw new Error(`${statusCode} ${body}`);
    return json<Reply>();
  };
  return {
    request,
    get: (url) => ok(request("GET", url)),
    post: (url, body) => ok(request("POST", url, body)),
  };
}
