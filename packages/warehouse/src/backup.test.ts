import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { doctor } from "./doctor.ts";
import { openWarehouse } from "./open.ts";
import { restore, verifyBackup } from "./restore.ts";
import { batchOf } from "./testing/batch.ts";
import { event, folder } from "./testing/world.ts";
import type { Warehouse } from "./types.ts";

const place = folder();
const copies = folder();
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse({ directory: place.path });
  await warehouse.write(batchOf("first"));
  await warehouse.write([event({ distinctId: "ann", merge: { otherId: "anon", kind: "identify" } })]);
});
afterAll(async () => {
  await warehouse.close();
  place.remove();
  copies.remove();
});

test.each(["folder", "file.tar"])(
  "a backup into a %s, made while writing, restores elsewhere",
  async (name) => {
    const path = join(copies.path, name);
    const [receipt] = await Promise.all([warehouse.backup(path), warehouse.write(batchOf(name))]);
    expect(receipt.bytes).toBeGreaterThan(1000);
    expect((await verifyBackup(path)).events).toBeGreaterThanOrEqual(21);
    const target = join(copies.path, `restored-${name}`);
    await restore(path, target);
    const restored = await openWarehouse({ directory: target });
    expect(
      await restored.query("SELECT count() AS n FROM events WHERE toString(properties.batch) = 'first'"),
    ).toEqual([{ n: "20" }]);
    expect(await restored.query("SELECT distinct_id, person_id FROM identities FINAL")).toEqual([
      { distinct_id: "anon", person_id: "ann" },
    ]);
    await restored.close();
    await expect(restore(path, target)).rejects.toMatchObject({ code: "RESTORE_NOT_EMPTY" });
    await expect(warehouse.backup(path)).rejects.toMatchObject({ code: "BACKUP_EXISTS" });
  },
);

test("a path without a backup, and a damaged one, are named and leave nothing behind", async () => {
  const target = join(copies.path, "nothing");
  await expect(restore(join(copies.path, "none"), target)).rejects.toMatchObject({
    code: "BACKUP_NOT_FOUND",
  });
  writeFileSync(join(copies.path, "broken.tar"), "no tar at all");
  await expect(restore(join(copies.path, "broken.tar"), target)).rejects.toMatchObject({
    code: "BACKUP_DAMAGED",
  });
  expect(existsSync(join(target, "store")) ? readdirSync(join(target, "store")) : []).toEqual([]);
});

test("the doctor finds a folder in use, a healthy one, and a missing one", async () => {
  expect(await doctor(place.path)).toContainEqual(expect.objectContaining({ name: "lock", state: "warn" }));
  const healthy = await doctor(join(copies.path, "restored-folder"));
  expect(healthy.filter(({ state }) => state === "fail")).toEqual([]);
  expect(healthy).toContainEqual(expect.objectContaining({ name: "table events", state: "ok" }));
  expect(await doctor(join(copies.path, "missing"))).toMatchObject([{ name: "data folder", state: "fail" }]);
});
