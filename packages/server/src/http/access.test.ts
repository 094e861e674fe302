import { afterAll, beforeAll, expect, test } from "vitest";
import type { Access } from "../auth/access.ts";
import type { Role } from "../contract/common.ts";
import { type Client, openWorld, type World } from "../testing/world.ts";

let world: World;
let outsider: Client;
let foreignKey: Client;
let scopeless: Client;
const members = new Map<Role, Client>();

beforeAll(async () => {
  world = await openWorld();
  const other = await world.meta.projects.create({ name: "Other" });
  outsider = await world.member("owner", other.id);
  foreignKey = await world.program(["query:read", "people:read", "import:write", "admin"], other.id);
  scopeless = await world.program([], world.project);
  for (const role of ["viewer", "editor", "owner"] as const)
    members.set(role, await world.member(role, world.project));
});
afterAll(() => world.close());

const projectRoutes = () =>
  world.app.routeList.flatMap((route) => {
    const { needs } = route;
    if (typeof needs !== "object" || route.method === "HEAD") return [];
    const url = route.url.replace(":id", world.project).replace(/:[a-zA-Z]+/g, "none");
    return [{ method: route.method, url, needs: needs as Access }];
  });
const statusOf = async (client: Client, method: string, url: string) =>
  (await client.request(method, url)).statusCode;

test("every route under a project declares who may call it", () => {
  const open = world.app.routeList.filter(
    ({ url, needs }) => url.startsWith("/api/projects/:") && typeof needs !== "object",
  );
  expect(open).toEqual([]);
  expect(projectRoutes().length).toBeGreaterThan(40);
});

test("nobody gets in without logging in", async () => {
  for (const { method, url } of projectRoutes())
    expect.soft(await statusOf(world.nobody, method, url), `${method} ${url}`).toBe(401);
});

test("for members and keys of another project this one does not exist", async () => {
  for (const { method, url } of projectRoutes()) {
    expect.soft(await statusOf(outsider, method, url), `${method} ${url}`).toBe(404);
    expect.soft(await statusOf(foreignKey, method, url), `${method} ${url}`).toBe(404);
  }
});

test("a role below the one needed is refused, a key without the scope too", async () => {
  const below = { viewer: [], editor: ["viewer"], owner: ["viewer", "editor"] } as const;
  for (const { method, url, needs } of projectRoutes()) {
    for (const role of below[needs.role]) {
      const client = members.get(role);
      if (client) expect.soft(await statusOf(client, method, url), `${role} ${method} ${url}`).toBe(403);
    }
    expect.soft(await statusOf(scopeless, method, url), `key ${method} ${url}`).toBe(403);
  }
});

test("the role needed is enough to be heard: reads are answered, nothing is forbidden", async () => {
  for (const { method, url, needs } of projectRoutes()) {
    const client = members.get(needs.role);
    if (client === undefined || method !== "GET" || url.endsWith("/stream")) continue;
    expect.soft([401, 403], `${method} ${url}`).not.toContain(await statusOf(client, method, url));
  }
});

test("a cookie without the CSRF token changes nothing", async () => {
  for (const { method, url } of projectRoutes()) {
    if (method === "GET") continue;
    const reply = await world.owner.request(method, url, undefined, { headers: { "x-csrf-token": "wrong" } });
    expect.soft(reply.json().code, `${method} ${url}`).toBe("CSRF_TOKEN_WRONG");
  }
});

test("members see their own projects only", async () => {
  const { items } = await outsider.get<{ items: { name: string }[] }>("/api/projects");
  expect(items.map(({ name }) => name)).toEqual(["Other"]);
});

test("an item of one project cannot be reached through another", async () => {
  const made = await world.owner.post<{ id: string }>(`/api/projects/${world.project}/insights`, {
    name: "mine",
    question: { kind: "trends", series: [{ event: null }] },
  });
  const { items } = await outsider.get<{ items: { id: string }[] }>("/api/projects");
  const reply = await outsider.request("GET", `/api/projects/${items[0]?.id}/insights/${made.id}`);
  expect(reply.json().code).toBe("INSIGHT_NOT_FOUND");
});

test("editors cannot hand out more than they have", async () => {
  const reply = await members.get("editor")?.request("POST", `/api/projects/${world.project}/keys`, {
    kind: "personal",
    name: "too much",
    scopes: ["admin"],
  });
  expect(reply?.json().code).toBe("KEY_SCOPE_TOO_HIGH");
});
