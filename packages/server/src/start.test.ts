import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LeptonError } from "@lepton/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Me } from "./contract/session.ts";
import { backupData, restoreData } from "./folder/backup.ts";
import { doctorData } from "./folder/doctor.ts";
import { findServer } from "./folder/note.ts";
import { type RunningServer, startServer } from "./start.ts";

const root = mkdtempSync(join(tmpdir(), "lepton-start-"));
const directory = join(root, "data");
let server: RunningServer;
let shell: Response;
let early: Response;

beforeAll(async () => {
  server = await startServer({ directory, port: 0, quiet: true });
  // At once, while the engine is still opening.
  [shell, early] = await Promise.all([
    fetch(server.url),
    fetch(`${server.url}/capture`, { method: "POST", body: "{}" }),
  ]);
  await server.ready;
});
afterAll(async () => {
  await server.close();
  rmSync(root, { recursive: true, force: true });
});

const call = async <Reply>(
  method: string,
  path: string,
  body?: unknown,
  token = server.localToken,
): Promise<Reply> => {
  const reply = await fetch(server.url + path, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return (await reply.json()) as Reply;
};

test("the page is served before the warehouse is open", async () => {
  expect(shell.status).toBe(200);
  expect(await shell.text()).toContain("<title>");
  expect(early.status).toBeLessThanOrEqual(503);
});

test("commands find the running server by its note, which only the owner of the folder reads", async () => {
  expect(await findServer(directory)).toEqual({ url: server.url, localToken: server.localToken });
  expect(statSync(join(directory, "server.json")).mode & 0o777).toBe(0o600);
});

test("a busy port is named", async () => {
  const port = Number(new URL(server.url).port);
  const error = await startServer({ directory: join(root, "other"), port, quiet: true }).catch(
    (e: unknown) => e,
  );
  expect(error).toBeInstanceOf(LeptonError);
  expect(error).toMatchObject({ code: "PORT_BUSY", next: expect.stringContaining("--port") });
});

test("a second server on the same folder says so and leaves the first one's note", async () => {
  const second = await startServer({ directory, port: 0, quiet: true });
  await expect(second.ready).rejects.toBeInstanceOf(LeptonError);
  await second.close();
  expect((await findServer(directory))?.url).toBe(server.url);
});

test("from an empty folder to a sent event, a live view and a backup that restores", async () => {
  const project = await call<{ id: string }>("POST", "/api/projects", { name: "Acme" });
  const keys = await call<{ items: { value: string }[] }>("GET", `/api/projects/${project.id}/keys`);
  const token = keys.items[0]?.value;

  const reading = new AbortController();
  const stream = await fetch(`${server.url}/api/projects/${project.id}/live/stream`, {
    headers: { authorization: `Bearer ${server.localToken}` },
    signal: reading.signal,
  });
  const sent = await fetch(`${server.url}/batch/`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      api_key: token,
      batch: [
        { event: "$identify", distinct_id: "ann", properties: { $anon_distinct_id: "visitor" } },
        { event: "hello", distinct_id: "visitor", properties: { n: 1 } },
      ],
    }),
  });
  expect(sent.status).toBe(200);
  let seen = "";
  for await (const chunk of stream.body ?? []) {
    seen += Buffer.from(chunk).toString();
    if (seen.includes("data:")) break;
  }
  reading.abort();
  expect(seen).toMatch(
    /event: events\nid: \d+-\d+\ndata: \{"items":\[\{.*"event":"hello","distinctId":"visitor","personId":"ann"/,
  );

  const to = join(root, "backup");
  expect((await backupData({ directory, to })).bytes).toBeGreaterThan(0);
  await expect(backupData({ directory, to })).rejects.toMatchObject({ code: "FOLDER_NOT_EMPTY" });
  const copy = join(root, "restored");
  await restoreData({ from: to, directory: copy });
  await expect(restoreData({ from: to, directory: copy })).rejects.toMatchObject({
    code: "FOLDER_NOT_EMPTY",
  });

  const second = await startServer({ directory: copy, port: 0, quiet: true });
  await second.ready;
  const reply = await fetch(`${second.url}/api/projects/${project.id}/schema/events`, {
    headers: { authorization: `Bearer ${second.localToken}` },
  });
  expect(await reply.json()).toMatchObject({
    items: [
      { event: "$identify", count: 1 },
      { event: "hello", count: 1 },
    ],
  });
  await second.close();
  const checks = await doctorData(copy);
  expect(checks.filter(({ state }) => state === "fail")).toEqual([]);
});

test("the first owner is made in the browser, and owns what commands made before", async () => {
  const me = await call<Me>(
    "POST",
    "/api/setup",
    {
      email: "ann@example.com",
      password: "a good password",
      projectName: "Second",
    },
    "",
  );
  expect(me.projects.map(({ name }) => name)).toEqual(["Acme", "Second"]);
});

test("closing does not wait for live views, and lets what is being written finish", async () => {
  const short = await startServer({ directory: join(root, "streams"), port: 0, quiet: true });
  await short.ready;
  const headers = { authorization: `Bearer ${short.localToken}`, "content-type": "application/json" };
  const made = await fetch(`${short.url}/api/projects`, { method: "POST", headers, body: '{"name":"Acme"}' });
  const { id } = (await made.json()) as { id: string };
  const stream = await fetch(`${short.url}/api/projects/${id}/live/stream`, { headers });
  const ended = stream.text();
  await short.close();
  expect(await ended).toContain("retry:");
});

test("after closing the note is gone and the port is free", async () => {
  const own = join(root, "short");
  const short = await startServer({ directory: own, port: 0, quiet: true });
  await short.ready;
  const note = join(own, "server.json");
  expect(JSON.parse(readFileSync(note, "utf8")).url).toBe(short.url);
  await short.close();
  expect(await findServer(own)).toBeNull();
  await expect(fetch(short.url)).rejects.toThrow();
});
