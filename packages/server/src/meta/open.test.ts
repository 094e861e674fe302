import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createClient } from "@libsql/client";
import { expect, test } from "vitest";
import { migrations } from "./migrations.ts";
import { openMeta } from "./open.ts";

const freshFile = () => join(mkdtempSync(join(tmpdir(), "lepton-meta-")), "meta.sqlite");

async function run(file: string, sql: string) {
  const client = createClient({ url: pathToFileURL(file).href });
  const { rows } = await client.execute(sql);
  client.close();
  return rows;
}

test("opening twice migrates once and keeps what is there", async () => {
  const file = freshFile();
  const first = await openMeta(file);
  const { id } = await first.projects.create({ name: "Acme" });
  await first.close();
  const second = await openMeta(file);
  expect((await second.projects.get(id)).name).toBe("Acme");
  await second.close();
  expect(await run(file, "SELECT count(*) AS n FROM schema_version")).toMatchObject([
    { n: migrations.length },
  ]);
});

test("a store of a newer Lepton is refused and left as it is", async () => {
  const file = freshFile();
  await (await openMeta(file)).close();
  await run(file, "INSERT INTO schema_version VALUES (999, 'later')");
  await expect(openMeta(file)).rejects.toMatchObject({ code: "META_TOO_NEW" });
  expect(await run(file, "SELECT max(version) AS v FROM schema_version")).toMatchObject([{ v: 999 }]);
});

test("an older store is copied before it is changed", async () => {
  const file = freshFile();
  await (await openMeta(file)).close();
  // As if this program knew one migration more than the one that wrote the store.
  const added = async () => {};
  (migrations as unknown as (typeof added)[]).push(added);
  try {
    await (await openMeta(file)).close();
  } finally {
    (migrations as unknown as (typeof added)[]).pop();
  }
  expect(readdirSync(join(file, "..")).filter((name) => name.endsWith(".backup"))).toHaveLength(1);
});

test("a store of the first version learns the settings of capture, both off, and models", async () => {
  const file = freshFile();
  const first = await openMeta(file);
  const { id } = await first.projects.create({ name: "Acme", storeIp: true });
  const job = await first.jobs.start(id, "sample", null);
  await first.close();
  for (const table of [
    "models",
    "model_checks",
    "experiments",
    "audiences",
    "alerts",
    "audience_people",
    "deliveries",
    "alert_events",
    "webhook_secrets",
    "act_settings",
  ])
    await run(file, `DROP TABLE ${table}`);
  await run(file, "DROP INDEX jobs_by_project");
  for (const column of ["subject", "result", "step", "request", "seconds_left", "log"])
    await run(file, `ALTER TABLE jobs DROP COLUMN ${column}`);
  for (const column of ["store_ip", "drop_bots", "feedback_events"])
    await run(file, `ALTER TABLE projects DROP COLUMN ${column}`);
  await run(file, "DELETE FROM schema_version WHERE version > 1");
  const meta = await openMeta(file);
  expect(await meta.projects.get(id)).toMatchObject({
    name: "Acme",
    storeIp: false,
    dropBots: false,
    feedbackEvents: [],
  });
  expect(await meta.jobs.get(id, job.id)).toMatchObject({ subject: null, log: [], secondsLeft: null });
  await meta.close();
});

test("two first visitors cannot both become owner", async () => {
  const meta = await openMeta(freshFile());
  const made = await Promise.all(
    ["a@x.y", "b@x.y", "c@x.y"].map((email) => meta.members.createFirst(email, "hash")),
  );
  expect(made.filter((account) => account !== null)).toHaveLength(1);
  await meta.close();
});

test("two owners leaving at once leave one behind", async () => {
  const meta = await openMeta(freshFile());
  const { id } = await meta.projects.create({ name: "Acme" });
  const owners = await Promise.all(["a@x.y", "b@x.y"].map((email) => meta.members.ensure(email, "hash")));
  for (const owner of owners) await meta.members.join(id, owner.id, "owner");
  const left = await Promise.allSettled(owners.map((owner) => meta.members.leave(id, owner.id)));
  expect(left.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  await meta.close();
});

test("removing a project removes its keys and saved things, and no other's", async () => {
  const meta = await openMeta(freshFile());
  const [gone, kept] = [
    await meta.projects.create({ name: "Gone" }),
    await meta.projects.create({ name: "Kept" }),
  ];
  const keys = await Promise.all(
    [gone, kept].map(({ id }) => meta.keys.create(id, { kind: "write", name: "k" })),
  );
  await meta.projects.remove(gone.id);
  expect(await meta.keys.find(keys[0]?.secret ?? "")).toBeNull();
  expect(await meta.keys.find(keys[1]?.secret ?? "")).toMatchObject({ projectId: kept.id });
  await expect(meta.projects.get(gone.id)).rejects.toMatchObject({ code: "PROJECT_NOT_FOUND", status: 404 });
  await meta.close();
});
