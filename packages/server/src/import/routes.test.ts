import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Client, openWorld, type World } from "../testing/world.ts";
import type { ImportMapping, ImportPreview, ImportState } from "./schema.ts";
import { emptyReceipt } from "./sink.ts";

const importDirectory = mkdtempSync(join(tmpdir(), "lepton-imports-"));
const csv = (rows: number) =>
  `event,user_id,time,amount\n${Array.from({ length: rows }, (_, i) => `buy,u${i % 9},2026-01-0${1 + (i % 9)},${i}`).join("\n")}\n`;
const mapping: ImportMapping = {
  format: { kind: "csv", delimiter: ",", header: true, encoding: "utf-8" },
  vendor: null,
  event: { column: "event" },
  distinctId: { column: "user_id" },
  time: { column: "time", format: "iso", timezone: "UTC" },
  uuid: null,
  revenue: { column: "amount", currency: "USD" },
  properties: "rest",
};
/** An import that a server was killed in, after its first 20 rows (the header is line 1). */
const interrupted: ImportState = {
  id: "imp_interrupted",
  project: "old",
  name: "orders.csv",
  bytes: 1000,
  state: "running",
  mapping,
  progress: 0.2,
  rowsDone: 21,
  receipt: { ...emptyReceipt(), read: 20, accepted: 20 },
  error: null,
  createdAt: "2026-01-01T00:00:00.000Z",
  finishedAt: null,
};
writeFileSync(join(importDirectory, "imp_interrupted.json"), JSON.stringify(interrupted));
writeFileSync(join(importDirectory, "imp_interrupted.data"), csv(100));

let world: World;
let base: string;
beforeAll(async () => {
  world = await openWorld({ importDirectory });
  base = `/api/projects/${world.project}/imports`;
});
afterAll(async () => {
  await world.close();
  rmSync(importDirectory, { recursive: true, force: true });
});

const upload = async (
  content: string | Buffer,
  name = "orders.csv",
  by: Client = world.owner,
  type = "text/csv",
) => {
  const more = { payload: content, headers: { "content-type": type } };
  return by.request("POST", `${base}?name=${encodeURIComponent(name)}`, undefined, more);
};
const finished = (id: string) =>
  vi.waitFor(
    async () => {
      const state = await world.owner.get<ImportState>(`${base}/${id}`);
      if (state.state === "running") throw new Error("still running");
      return state;
    },
    { timeout: 20_000, interval: 50 },
  );
const count = async (project: string) =>
  Number(
    (
      await world.warehouse.query<{ n: string }>(
        "SELECT count() AS n FROM events FINAL WHERE project = {project:String}",
        { project },
      )
    )[0]?.n,
  );

test("an import that was running when the server died goes on by itself behind its last checkpoint", async () => {
  const state = await vi.waitFor(
    () => {
      const read = JSON.parse(
        readFileSync(join(importDirectory, "imp_interrupted.json"), "utf8"),
      ) as ImportState;
      if (read.state !== "done") throw new Error(read.state);
      return read;
    },
    { timeout: 20_000, interval: 50 },
  );
  expect(state.receipt).toMatchObject({ read: 100, accepted: 100, rejected: 0 });
  // The twenty before the crash were never in this fresh warehouse; the eighty behind it are.
  expect(await count("old")).toBe(80);
});

test.each(["text/csv", "application/octet-stream", "application/json"])(
  "a dropped file (%s): upload, preview, start, watch; again adds nothing",
  async (type) => {
    const before = await count(world.project);
    const sent = await upload(gzipSync(csv(3000)), "orders.csv.gz", world.owner, type);
    expect(sent.statusCode).toBe(200);
    const { id, state } = sent.json<ImportState>();
    expect(state).toBe("uploaded");
    const preview = await world.owner.post<ImportPreview>(`${base}/${id}/preview`, {});
    expect(preview.questions).toEqual([]);
    expect(preview.events[0]).toMatchObject({ event: "buy", distinctId: "u0", problem: null });
    await world.owner.post(`${base}/${id}/start`, { mapping: preview.mapping });
    const done = await finished(id);
    expect(done).toMatchObject({ state: "done", progress: 1, error: null });
    expect(done.receipt).toMatchObject({
      read: 3000,
      accepted: before === 0 ? 3000 : 0,
      duplicates: before === 0 ? 0 : 3000,
    });
    expect(await count(world.project)).toBe(3000);
  },
);

test("a form with a file is taken as well", async () => {
  const boundary = "----x";
  const payload = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="../../etc/my orders.csv"\r\ncontent-type: text/csv\r\n\r\n${csv(5)}\r\n--${boundary}--\r\n`;
  const reply = await world.owner.request("POST", base, undefined, {
    payload,
    headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
  });
  expect(reply.json()).toMatchObject({ name: "my orders.csv", state: "uploaded" });
  const headers = {
    "content-type": "application/octet-stream",
    "x-file-name": encodeURIComponent("订单.csv"),
  };
  const named = await world.owner.request("POST", base, undefined, { payload: csv(5), headers });
  expect(named.json()).toMatchObject({ name: "订单.csv" });
  const cancelled = await world.owner.request("POST", `${base}/${named.json<ImportState>().id}/cancel`);
  expect(cancelled.json()).toMatchObject({ state: "cancelled" });
});

test("the stream of states ends when the import does", async () => {
  const { id } = (await upload(csv(50))).json<ImportState>();
  await world.owner.post(`${base}/${id}/start`, { mapping });
  const reply = await world.owner.request("GET", `${base}/${id}/stream`);
  const states = reply.body
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => (JSON.parse(line.slice(6)) as ImportState).state);
  expect(reply.headers["content-type"]).toBe("text/event-stream");
  expect(states.at(-1)).toBe("done");
});

test("a wrong mapping fails in words, is corrected and started again; open questions do not start", async () => {
  const { id } = (await upload(csv(10))).json<ImportState>();
  const open = await world.owner.request("POST", `${base}/${id}/start`, {
    mapping: { ...mapping, event: null },
  });
  expect(open.json()).toMatchObject({ code: "IMPORT_MAPPING_OPEN", field: "mapping.event" });
  await world.owner.post(`${base}/${id}/start`, {
    mapping: { ...mapping, distinctId: { column: "User_ID" } },
  });
  expect((await finished(id)).error).toMatchObject({
    code: "IMPORT_COLUMN_UNKNOWN",
    next: 'Did you mean "user_id"?',
  });
  await world.owner.post(`${base}/${id}/start`, { mapping });
  expect((await finished(id)).state).toBe("done");
  const again = await world.owner.request("POST", `${base}/${id}/start`, { mapping });
  expect([again.statusCode, again.json().code]).toEqual([409, "IMPORT_NOT_STARTABLE"]);
});

test("viewers and strangers may not import; imports of other projects do not exist", async () => {
  const viewer = await world.member("viewer", world.project);
  expect((await upload(csv(1), "x.csv", viewer)).statusCode).toBe(403);
  expect((await upload(csv(1), "x.csv", world.nobody)).statusCode).toBe(401);
  const other = await world.owner.request("GET", `${base}/imp_interrupted`);
  expect([other.statusCode, other.json().code]).toEqual([404, "IMPORT_UNKNOWN"]);
});

test("empty uploads and garbage are refused, cancelled and deleted ones are gone", async () => {
  expect((await upload("")).json()).toMatchObject({ code: "IMPORT_EMPTY" });
  const { id } = (
    await upload(Buffer.from(Array.from({ length: 3000 }, (_, i) => (i * 7919) % 256)))
  ).json<ImportState>();
  const preview = await world.owner.request("POST", `${base}/${id}/preview`, {});
  expect([preview.statusCode, preview.json().code]).toEqual([400, "IMPORT_BINARY"]);
  expect((await world.owner.request("DELETE", `${base}/${id}`)).json()).toEqual({ ok: true });
  const { items } = await world.owner.get<{ items: ImportState[] }>(base);
  expect(items.some((item) => item.id === id)).toBe(false);
});
