import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { backUp } from "./backup.ts";
import { migrate, storedVersion } from "./migrate.ts";
import { migrations } from "./migrations.ts";
import { clientOf, openWarehouse } from "./open.ts";
import { verifyBackup } from "./restore.ts";
import { Engine } from "./supervise/engine.ts";
import { event, folder } from "./testing/world.ts";

const newest = migrations.length;
const next = {
  version: newest + 1,
  name: "a column more",
  statements: ["ALTER TABLE events ADD COLUMN IF NOT EXISTS source LowCardinality(String)"],
};

test("existing data is backed up, then migrated; an older Lepton refuses it afterwards", async () => {
  const place = folder();
  const warehouse = await openWarehouse({ directory: place.path });
  await warehouse.write([event()]);
  await warehouse.close();

  const engine = new Engine({ store: join(place.path, "store") });
  await engine.start();
  const client = clientOf(engine);
  const backup = join(place.path, "backups", "before");
  const step = () => migrate(client, async () => void (await backUp(client, backup)), [...migrations, next]);
  expect(await step()).toEqual({ from: newest, to: newest + 1 });
  expect(readdirSync(backup)).toContain("data");
  expect(await step()).toEqual({ from: newest + 1, to: newest + 1 });
  expect(await storedVersion(client)).toBe(newest + 1);
  await client.close();
  await engine.close();

  await expect(openWarehouse({ directory: place.path })).rejects.toMatchObject({
    code: "WAREHOUSE_NEWER_DATA",
    received: `data of version ${newest + 1}, this Lepton knows ${newest}`,
  });
  expect(await verifyBackup(backup)).toEqual({ events: 1 });
  place.remove();
});

test("a new folder needs no backup", async () => {
  const place = folder();
  await (await openWarehouse({ directory: place.path })).close();
  expect(existsSync(join(place.path, "backups"))).toBe(false);
  place.remove();
});
