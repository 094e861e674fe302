import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { openWarehouse } from "./open.ts";
import { batchOf, batchSize } from "./testing/batch.ts";
import { engineOf } from "./testing/engineOf.ts";
import { folder } from "./testing/world.ts";

const rounds = Number(process.env.LEPTON_KILL_ROUNDS ?? 3);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs the load and kills it at a random moment after the first acknowledgement; what it said before. */
async function killedLoad(directory: string, round: number): Promise<{ sent: string[]; acked: string[] }> {
  const load = spawn(
    process.execPath,
    [
      "--conditions=lepton-source",
      "--import",
      "tsx",
      fileURLToPath(new URL("./testing/load.ts", import.meta.url)),
      directory,
      String(round),
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let said = "";
  const isAcking = new Promise<void>((resolve, reject) => {
    load.stdout.on("data", (text: Buffer) => {
      said += text.toString();
      if (said.includes("acked")) resolve();
    });
    load.once("exit", () => reject(new Error("the load ended by itself")));
  });
  const gone = new Promise<void>((resolve) => load.once("close", () => resolve()));
  await isAcking;
  await pause(Math.random() * 400);
  const pid = load.pid as number;
  const engine = engineOf(pid);
  // Every third round loses only the engine first; the load goes on over its restart.
  if (round % 3 === 0 && engine) {
    process.kill(engine, "SIGKILL");
    await pause(300 + Math.random() * 1500);
  }
  const last = engineOf(pid);
  if (round % 3 === 1 && last) process.kill(last, "SIGKILL");
  process.kill(pid, "SIGKILL");
  await gone;
  const names = (word: string) =>
    said.split("\n").flatMap((line) => (line.startsWith(`${word} `) ? [line.slice(word.length + 1)] : []));
  return { sent: names("sent"), acked: names("acked") };
}

test(`kill -9 during load, ${rounds} rounds: no acknowledged event lost, none doubled after the retry`, {
  timeout: 60_000 + rounds * 30_000,
}, async () => {
  const place = folder();
  const totals = { acked: 0, unacked: 0, lost: 0, doubled: 0 };
  const every = new Set<string>();
  for (let round = 0; round < rounds; round++) {
    const { sent, acked } = await killedLoad(place.path, round);
    const warehouse = await openWarehouse({ directory: place.path });
    const stored = async () => {
      const rows = await warehouse.query<{ batch: string; n: string; distinct: string }>(
        `SELECT toString(properties.batch) AS batch, count() AS n, uniqExact(uuid) AS distinct
           FROM events WHERE project = 'kill' GROUP BY batch`,
      );
      return new Map(
        rows.map(({ batch, n, distinct }) => [batch, { n: Number(n), distinct: Number(distinct) }]),
      );
    };
    const before = await stored();
    for (const name of acked) if (before.get(name)?.distinct !== batchSize) totals.lost++;
    const unacked = sent.filter((name) => !acked.includes(name));
    for (const name of unacked) await warehouse.write(batchOf(name));
    for (const name of sent) every.add(name);
    const after = await stored();
    for (const name of every) {
      const found = after.get(name);
      if (found?.distinct !== batchSize) totals.lost++;
      else if (found.n !== batchSize) totals.doubled++;
    }
    totals.acked += acked.length;
    totals.unacked += unacked.length;
    await warehouse.close();
  }
  if (process.env.LEPTON_KILL_ROUNDS) console.log(`kill rounds ${rounds}:`, JSON.stringify(totals));
  expect(totals).toMatchObject({ lost: 0, doubled: 0 });
  expect(totals.acked).toBeGreaterThan(0);
  place.remove();
});
