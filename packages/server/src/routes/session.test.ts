import { afterAll, beforeAll, expect, test } from "vitest";
import type { Me } from "../contract/session.ts";
import { clientOf, goodPassword, loggedIn, openWorld, ownerEmail, type World } from "../testing/world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const login = (email: string, password: string, ip = "10.0.0.1") =>
  world.nobody.request("POST", "/api/login", { email, password }, { remoteAddress: ip });

test("the first owner is made once", async () => {
  expect(await world.nobody.get("/api/status")).toMatchObject({ needsOwner: false, ready: true });
  const again = await world.nobody.request("POST", "/api/setup", {
    email: "thief@example.com",
    password: goodPassword,
    projectName: "Mine",
  });
  expect(again.json()).toMatchInlineSnapshot(`
    {
      "code": "ALREADY_SET_UP",
      "next": "Log in, or ask an owner for an invite.",
      "problem": "This installation has an owner already.",
      "status": 409,
    }
  `);
});

test("the cookie is out of reach of scripts and of other sites", async () => {
  const reply = await login(ownerEmail.toUpperCase(), goodPassword);
  expect(reply.cookies).toMatchObject([
    { name: "lepton_session", httpOnly: true, sameSite: "Lax", path: "/" },
  ]);
  const { token_hash: stored } = { token_hash: reply.cookies[0]?.value };
  expect(JSON.stringify(reply.json())).not.toContain(stored);
});

test("a wrong password and an unknown address get the same answer", async () => {
  const wrong = await login(ownerEmail, "wrong password");
  const unknown = await login("nobody@example.com", "wrong password");
  expect(wrong.json()).toMatchInlineSnapshot(`
    {
      "code": "LOGIN_WRONG",
      "next": "Check both; an owner can invite you again.",
      "problem": "Email or password is wrong.",
      "status": 401,
    }
  `);
  expect(unknown.json()).toEqual(wrong.json());
});

test("passwords and tokens never come back in a refusal", async () => {
  const reply = await world.nobody.request("POST", "/api/login", {
    email: ownerEmail,
    password: { a: "hunter2" },
  });
  expect(reply.statusCode).toBe(400);
  expect(reply.body).not.toContain("hunter2");
});

test("guessing is slowed down by account, whatever the address", async () => {
  for (let i = 0; i < 6; i++) await login("victim@example.com", `guess number ${i}`, `10.1.0.${i}`);
  const reply = await login("victim@example.com", "one more guess", "10.1.0.99");
  expect(reply.statusCode).toBe(429);
  expect(reply.json().code).toBe("LOGIN_THROTTLED");
});

test("a page of another site cannot log anybody in", async () => {
  const reply = await world.nobody.request(
    "POST",
    "/api/login",
    { email: ownerEmail, password: goodPassword },
    { headers: { "sec-fetch-site": "cross-site" } },
  );
  expect(reply.json().code).toBe("CROSS_SITE");
});

test("an invite works once, and its member has the role", async () => {
  const { invitePath } = await world.owner.post<{ invitePath: string }>(
    `/api/projects/${world.project}/members`,
    { email: "New@Example.com", role: "viewer" },
  );
  const token = invitePath.replace("/invite/", "");
  const accept = () =>
    world.nobody.request("POST", "/api/invites/accept", { token, password: "a new password" });
  const reply = await accept();
  expect(reply.json<Me>().projects).toMatchObject([{ id: world.project, role: "viewer" }]);
  expect((await accept()).json().code).toBe("INVITE_UNKNOWN");
  expect((await login("new@example.com", "a new password")).statusCode).toBe(200);
});

test("adding somebody who has an account leaves their password alone", async () => {
  const other = await world.owner.post<{ id: string }>("/api/projects", { name: "Second" });
  const reply = await world.owner.post<{ invitePath: string | null }>(`/api/projects/${other.id}/members`, {
    email: "new@example.com",
    role: "owner",
    password: "attacker's choice",
  });
  expect(reply.invitePath).toBeNull();
  expect((await login("new@example.com", "attacker's choice", "10.0.0.2")).statusCode).toBe(401);
  expect((await login("new@example.com", "a new password", "10.0.0.2")).statusCode).toBe(200);
});

test("a changed password ends the other sessions and keeps this one", async () => {
  await world.owner.post(`/api/projects/${world.project}/members`, {
    email: "pat@example.com",
    role: "editor",
    password: "first password",
  });
  const laptop = loggedIn(world.app, await login("pat@example.com", "first password", "10.0.0.3"));
  const phone = loggedIn(world.app, await login("pat@example.com", "first password", "10.0.0.3"));
  const wrong = await laptop.request("POST", "/api/me/password", {
    currentPassword: "not this one",
    newPassword: "second password",
  });
  expect(wrong.json().code).toBe("PASSWORD_WRONG");
  await laptop.post("/api/me/password", {
    currentPassword: "first password",
    newPassword: "second password",
  });
  expect((await laptop.request("GET", "/api/me")).statusCode).toBe(200);
  expect((await phone.request("GET", "/api/me")).statusCode).toBe(401);
});

test("after logout the cookie is worth nothing", async () => {
  const client = loggedIn(world.app, await login(ownerEmail, goodPassword, "10.0.0.4"));
  await client.post("/api/logout");
  expect((await client.request("GET", "/api/me")).json().code).toBe("NOT_LOGGED_IN");
});

test("the last owner can neither leave nor step down", async () => {
  const path = `/api/projects/${world.project}/members`;
  const { items } = await world.owner.get<{ items: { id: string; email: string }[] }>(path);
  const own = items.find(({ email }) => email === ownerEmail)?.id;
  const down = await world.owner.request("PATCH", `${path}/${own}`, { role: "viewer" });
  expect(down.json().code).toBe("MEMBER_LAST_OWNER");
  expect((await world.owner.request("DELETE", `${path}/${own}`)).json().code).toBe("MEMBER_LAST_OWNER");
});

test("a personal key is shown once, works by its scopes, and stops when revoked", async () => {
  const path = `/api/projects/${world.project}/keys`;
  const made = await world.owner.post<{ secret: string; key: { id: string } }>(path, {
    kind: "personal",
    name: "script",
    scopes: ["query:read"],
  });
  expect((await world.owner.request("GET", path)).body).not.toContain(made.secret);
  const program = clientOf(world.app, { authorization: `Bearer ${made.secret}` });
  expect((await program.request("GET", `/api/projects/${world.project}/schema/events`)).statusCode).toBe(200);
  expect((await program.request("GET", `/api/projects/${world.project}/people`)).json().code).toBe(
    "SCOPE_MISSING",
  );
  await world.owner.request("DELETE", `${path}/${made.key.id}`);
  expect((await program.request("GET", `/api/projects/${world.project}`)).json().code).toBe("KEY_UNKNOWN");
});

test("a write key can only send", async () => {
  const { items } = await world.owner.get<{ items: { value: string }[] }>(
    `/api/projects/${world.project}/keys`,
  );
  const sender = clientOf(world.app, { authorization: `Bearer ${items[0]?.value}` });
  expect((await sender.request("GET", "/api/projects")).json()).toMatchInlineSnapshot(`
    {
      "code": "KEY_UNKNOWN",
      "next": "A write key can only send events; make a personal key (lp_…) under Data → Keys.",
      "problem": "This is no valid personal key.",
      "status": 401,
    }
  `);
});

test("every change is in the audit log, without secrets", async () => {
  const { items } = await world.owner.get<{ items: { action: string }[] }>(
    `/api/projects/${world.project}/audit?limit=1000`,
  );
  const actions = items.map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(["setup", "member.add", "key.create", "key.revoke"]));
  expect(JSON.stringify(items)).not.toMatch(/lp_|password"/);
});
