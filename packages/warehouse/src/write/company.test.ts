import { expect, test } from "vitest";
import { openWarehouse } from "../open.ts";
import { event, folder } from "../testing/world.ts";

test("senders that come back as soon as they are answered share one insert a round, not two", async () => {
  const place = folder();
  const warehouse = await openWarehouse({ directory: place.path });
  const rounds = 20;
  const sender = async () => {
    for (let round = 0; round < rounds; round++) await warehouse.write([event({ project: "company" })]);
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  const [row] = await warehouse.query<{ inserts: string; events: string }>(
    `SELECT (SELECT count() FROM system.parts WHERE table = 'events' AND level = 0) AS inserts,
            (SELECT count() FROM events WHERE project = 'company') AS events`,
  );
  expect(Number(row?.events)).toBe(8 * rounds);
  // The first event finds nobody to wait for; two halves in turn would need 2 × 20 inserts.
  expect(Number(row?.inserts)).toBeLessThan(1.5 * rounds);
  await warehouse.close();
  place.remove();
});
