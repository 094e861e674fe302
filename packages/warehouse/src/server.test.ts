import { type AddressInfo, connect, createServer } from "node:net";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openWarehouse } from "./open.ts";
import { Engine } from "./supervise/engine.ts";
import { event, folder } from "./testing/world.ts";

test("by a URL it is the same warehouse: tables, writing, reading, streaming, errors, wrong password", async () => {
  const place = folder();
  const engine = new Engine({ store: join(place.path, "store") });
  await engine.start();
  // A door from a port to the engine's socket stands in for a server.
  const door = createServer((guest) => {
    const inside = connect(engine.socketPath);
    guest.pipe(inside).pipe(guest);
    guest.on("error", () => inside.destroy());
    inside.on("error", () => guest.destroy());
  });
  await new Promise<void>((resolve) => door.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(door.address() as AddressInfo).port}`;

  await expect(openWarehouse({ url, username: "lepton", password: "wrong" })).rejects.toMatchObject({
    name: "LeptonError",
    code: "WAREHOUSE_ACCESS",
  });
  const warehouse = await openWarehouse({ url, username: "lepton", password: engine.secret });
  const batch = [
    event({ dedupeKey: "a", properties: { day: "2024-01-01", n: 1 } }),
    event({ dedupeKey: "b" }),
  ];
  expect(await warehouse.write(batch)).toMatchObject({ accepted: 2, duplicates: 0 });
  expect(await warehouse.write(batch)).toMatchObject({ accepted: 0, duplicates: 2 });
  expect(
    await warehouse.query("SELECT toString(properties.day) AS day FROM events ORDER BY day DESC LIMIT 1"),
  ).toEqual([{ day: "2024-01-01" }]);
  let rows = 0;
  for await (const block of warehouse.stream("SELECT number FROM numbers(5000)")) rows += block.length;
  expect(rows).toBe(5000);
  await expect(warehouse.query("SELECT nope")).rejects.toMatchObject({ code: "WAREHOUSE_UNKNOWN_NAME" });
  expect(await warehouse.health()).toMatchObject({ ok: true, restarts: 0 });
  await warehouse.close();
  await new Promise((resolve) => door.close(resolve));
  await engine.close();
  place.remove();
});
