import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openWarehouse, type Warehouse } from "@lepton/warehouse";
import { afterAll, beforeAll, expect, test } from "vitest";
import { changesOf } from "./changes.ts";

const directory = mkdtempSync(join(tmpdir(), "lepton-changes-"));
let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openWarehouse({ directory });
});
afterAll(async () => {
  await warehouse.close();
  rmSync(directory, { recursive: true, force: true });
});

/** A Monday afternoon; the weeks compared end at its midnight. */
const now = Date.UTC(2026, 2, 16, 15);
const midnight = Date.UTC(2026, 2, 16);
const day = 86_400_000;
let projects = 0;

/** Writes so many events at noon of each day; the last number is yesterday's. */
async function changes(perDay: Record<string, number[]>, timezone = "UTC", at = now) {
  const id = `p${++projects}`;
  const events = Object.entries(perDay).flatMap(([event, counts]) =>
    counts.flatMap((n, i) =>
      Array.from({ length: n }, (_, k) => ({
        project: id,
        event,
        distinctId: `u${k}`,
        ts: midnight - (counts.length - i) * day + day / 2,
        receivedAt: now,
        properties: {},
      })),
    ),
  );
  await warehouse.write(events);
  return changesOf(warehouse, { id, timezone }, at);
}
const week = (n: number) => Array.from({ length: 7 }, () => n);
const steady = [...week(10), ...week(10), ...week(10)];

test("beyond three standard deviations it is told, within them not", async () => {
  expect(
    await changes({
      steady,
      // 70 and 140: |70 − 140| = 70 > 3·√210 = 43.5.
      doubled: [...week(10), ...week(10), ...week(20)],
      // 70 and 98: 28 < 3·√168 = 38.9.
      chance: [...week(10), ...week(10), ...week(14)],
      fresh: week(2),
    }),
  ).toEqual([
    { event: "doubled", current: 140, previous: 70, change: 1 },
    { event: "fresh", current: 14, previous: 0, change: null },
  ]);
});

test("a project that began within the two weeks has no week to compare with", async () => {
  expect(await changes({ start: [...week(1), ...week(50)] })).toEqual([]);
});

test("when nothing comes any more, people did not change: the data stopped", async () => {
  expect(await changes({ imported: [...steady, 10, 0, 0, 0] })).toEqual([]);
  // One event fell, others go on: that is a change.
  expect(await changes({ steady, fell: [...week(10), ...week(10), 10, 0, 0, 0, 0, 0, 0] })).toMatchObject([
    { event: "fell", current: 10, previous: 70 },
  ]);
});

test("days are the project's: at 05:00 UTC it is still the day before in Pago Pago, eleven hours behind", async () => {
  const burst = [...week(1), ...week(1).slice(1), 100, ...week(1)];
  const early = midnight + 5 * 3_600_000;
  expect(await changes({ burst }, "UTC", early)).toMatchObject([{ previous: 106, current: 7 }]);
  expect(await changes({ burst }, "Pacific/Pago_Pago", early)).toMatchObject([{ previous: 7, current: 106 }]);
});

test("an empty project has no changes", async () => {
  expect(await changesOf(warehouse, { id: "nothing", timezone: "Asia/Shanghai" }, now)).toEqual([]);
});
