import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openMeta } from "../meta/open.ts";
import { startServer } from "../start.ts";

const jobIn = async (directory: string, work: "running" | "queued") => {
  const meta = await openMeta(join(directory, "meta", "lepton.sqlite"));
  const project = await meta.projects.create({ name: "Acme" });
  const recipe = { version: 1, name: "m", target: { kind: "noEvent", event: "a" }, horizonDays: 7 };
  const job = await meta.jobs.queue(project.id, "train", "m", {
    recipe,
    budgetSeconds: 5,
    seed: 1,
    by: "cli",
  });
  if (work === "running") await meta.jobs.takeNext();
  await meta.close();
  return { project: project.id, job: job.id };
};

test("after a kill of the server a job that ran has failed, one that waited runs, half a file is gone", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lepton-restart-"));
  const ran = await jobIn(directory, "running");
  const waited = await jobIn(directory, "queued");
  const server = await startServer({ directory, port: 0, quiet: true });
  const half = join(directory, "models", "mdl_x.json.aa.part");
  await server.ready;
  const get = async ({ project, job }: typeof ran) => {
    const reply = await fetch(`${server.url}/api/projects/${project}/jobs/${job}`, {
      headers: { authorization: `Bearer ${server.localToken}` },
    });
    return (await reply.json()) as { status: string; problem: { code: string } | null };
  };
  expect(await get(ran)).toMatchObject({ status: "failed", problem: { code: "JOB_ABANDONED" } });
  for (;;) {
    const { status, problem } = await get(waited);
    if (status !== "queued" && status !== "running") {
      // It was taken up: its project has no events.
      expect([status, problem?.code]).toEqual(["failed", "RECIPE_EVENT_UNKNOWN"]);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  writeFileSync(half, "{");
  await server.close();
  const again = await startServer({ directory, port: 0, quiet: true });
  await again.ready;
  expect(existsSync(half)).toBe(false);
  await again.close();
  rmSync(directory, { recursive: true, force: true });
}, 90_000);

test("a job that runs when the server is closed waits for the next start", async () => {
  const directory = mkdtempSync(join(tmpdir(), "lepton-requeue-"));
  const { project, job } = await jobIn(directory, "running");
  const meta = await openMeta(join(directory, "meta", "lepton.sqlite"));
  await meta.jobs.report(job, { done: 300, step: "train" }, [
    { at: new Date().toISOString(), text: "on its way" },
  ]);
  await meta.jobs.requeue(job);
  expect(await meta.jobs.get(project, job)).toMatchObject({ status: "queued", done: 0, step: null, log: [] });
  expect(await meta.jobs.takeNext()).toMatchObject({ id: job, kind: "train" });
  expect(await meta.jobs.takeNext()).toBeNull();
  await meta.close();
  rmSync(directory, { recursive: true, force: true });
});
