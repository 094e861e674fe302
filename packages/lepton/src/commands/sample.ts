import { LeptonError } from "@lepton/core";
import type { Job, Project, ProjectList } from "@lepton/server";
import type { Api } from "../api.ts";
import { progress } from "../progress.ts";

const sampleProject = "Sample company";

/** Loads the sample company into a project of its own; does nothing when it is there. */
export async function loadSample(api: Api): Promise<void> {
  const { items } = await api.call<ProjectList>("GET", "/api/projects");
  const project =
    items.find(({ name }) => name === sampleProject) ??
    (await api.call<Project>("POST", "/api/projects", { name: sampleProject }));
  const job = await api.call<Job>("POST", `/api/projects/${project.id}/sample`);
  await followJob(api, project.id, job, "Loading the sample company");
}

/** Draws a job's progress until it ends; throws what the job failed with. */
export async function followJob(api: Api, project: string, first: Job, title: string): Promise<void> {
  const bar = progress(title);
  let job = first;
  while (job.status === "running") {
    bar.update(job.done, job.total);
    await new Promise((resolve) => setTimeout(resolve, 200));
    job = await api.call<Job>("GET", `/api/projects/${project}/jobs/${job.id}`);
  }
  bar.stop(job.done, job.total);
  if (job.problem) throw new LeptonError(job.problem.code, { ...job.problem, status: 500 });
}
