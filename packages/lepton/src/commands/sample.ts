import { LeptonError } from "@lepton/core";
import type { Api } from "../api.ts";
import { progress } from "../progress.ts";

interface Job {
  id: string;
  status: string;
  done: number;
  total: number | null;
  problem?: { code: string; problem: string; next: string } | null;
}

const sampleProject = "Sample company";

/** Loads the sample company into a project of its own; does nothing when it is there. */
export async function loadSample(api: Api): Promise<void> {
  const { items } = await api.call<{ items: { id: string; name: string }[] }>("GET", "/api/projects");
  const project =
    items.find(({ name }) => name === sampleProject) ??
    (await api.call<{ id: string }>("POST", "/api/projects", { name: sampleProject }));
  const job = await api.call<Job>("POST", `/api/projects/${project.id}/sample`);
  await followJob(api, project.id, job, "Loading the sample company");
}

/** Draws a job's progress until it ends; throws what the job failed with. */
export async function followJob(api: Api, project: string, first: Job, title: string): Promise<void> {
  const bar = progress(title);
  let job = first;
  while (job.status === "queued" || job.status === "running") {
    bar.update(job.done, job.total);
    await new Promise((resolve) => setTimeout(resolve, 200));
    job = await api.call<Job>("GET", `/api/projects/${project}/jobs/${job.id}`);
  }
  bar.stop(job.done, job.total);
  if (job.status !== "done" && job.status !== "succeeded")
    throw new LeptonError(job.problem?.code ?? "CLI_JOB_FAILED", {
      problem: job.problem?.problem ?? `${title} ended as "${job.status}".`,
      next: job.problem?.next ?? "Run the command again; what was done is not done twice.",
    });
}
