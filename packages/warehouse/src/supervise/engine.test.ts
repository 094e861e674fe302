import { join } from "node:path";
import { expect, test } from "vitest";
import { clientOf, openWarehouse } from "../open.ts";
import { batchOf } from "../testing/batch.ts";
import { engineOf } from "../testing/engineOf.ts";
import { folder } from "../testing/world.ts";
import { Engine } from "./engine.ts";

test("the engine dies under load: it comes back by itself, and each acknowledged event is there once", async () => {
  const place = folder();
  const warehouse = await openWarehouse({ directory: place.path });
  let isDone = false;
  let next = 0;
  const acked: string[] = [];
  const worker = async () => {
    while (!isDone) {
      const name = `b${next++}`;
      await warehouse.write(batchOf(name));
      acked.push(name);
    }
  };
  const workers = Promise.all([worker(), worker(), worker()]);
  for (let kill = 1; kill <= 2; kill++) {
    const until = acked.length + 5;
    while (acked.length < until) await new Promise((resolve) => setTimeout(resolve, 10));
    process.kill(engineOf(process.pid) as number, "SIGKILL");
    const health = await warehouse.health();
    expect(health.ok).toBe(false);
  }
  const until = acked.length + 5;
  while (acked.length < until) await new Promise((resolve) => setTimeout(resolve, 10));
  isDone = true;
  await workers;
  const [row] = await warehouse.query<{ n: string; distinct: string }>(
    "SELECT count() AS n, uniqExact(uuid) AS distinct FROM events",
  );
  expect(row).toEqual({ n: String(acked.length * 20), distinct: String(acked.length * 20) });
  expect((await warehouse.health()).restarts).toBe(2);
  await warehouse.close();
  place.remove();
});

test("a query that was running when the engine died says to try again; the next one waits and is answered", async () => {
  const place = folder();
  const warehouse = await openWarehouse({ directory: place.path });
  const running = warehouse.query("SELECT sleepEachRow(1) FROM numbers(3)").catch((error: unknown) => error);
  await new Promise((resolve) => setTimeout(resolve, 800));
  process.kill(engineOf(process.pid) as number, "SIGKILL");
  expect(await running).toMatchObject({ code: "WAREHOUSE_RESTARTING", status: 503 });
  expect(await warehouse.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await warehouse.close();
  expect(engineOf(process.pid)).toBeUndefined();
  place.remove();
});

test("a second warehouse on the same folder is told who holds it", async () => {
  const place = folder();
  const warehouse = await openWarehouse({ directory: place.path });
  await expect(openWarehouse({ directory: place.path })).rejects.toMatchObject({
    code: "WAREHOUSE_LOCKED",
    received: expect.stringContaining(`held by process ${process.pid}`),
  });
  expect(await warehouse.query("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  await warehouse.close();
  await (await openWarehouse({ directory: place.path })).close();
  place.remove();
});

test("an engine that stops answering is replaced", async () => {
  const place = folder();
  const engine = new Engine({ store: join(place.path, "store"), pingEveryMs: 50 });
  await engine.start();
  const frozen = engine.pid as number;
  process.kill(frozen, "SIGSTOP");
  while (engine.restarts === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  await engine.ready();
  expect(engine.pid).not.toBe(frozen);
  expect(await clientOf(engine).ping()).toMatchObject({ success: true });
  await engine.close();
  place.remove();
});
