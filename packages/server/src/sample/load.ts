import { LeptonError } from "@lepton/core";
import type { AppContext } from "../context.ts";
import type { Job } from "../contract/job.ts";
import type { Project } from "../contract/project.ts";
import { toProblem } from "../http/problem.ts";
import { loadSampleCompany, removeSampleCompany } from "../import/sample/load.ts";

const kind = "sample";
/** What the sample's events mean, for projects that have not said it yet. */
const meaning = { coreEvent: "purchase", revenueEvent: "purchase", revenueProperty: "revenue" };

/** Starts loading the sample company into the project; a load that runs already is returned. */
export async function loadSample(context: AppContext, project: Project): Promise<Job> {
  const { warehouse, meta, config } = context;
  if (config.sampleFile === null) throw sampleMissing();
  // Fails here, not in the background, while the warehouse is still opening.
  await warehouse.health();
  const running = await meta.jobs.running(project.id, kind);
  if (running !== null) return running;
  const job = await meta.jobs.start(project.id, kind, null);
  void load(context, project, job.id, config.sampleFile);
  return job;
}

async function load(
  { warehouse, meta }: AppContext,
  project: Project,
  job: string,
  file: string,
): Promise<void> {
  try {
    await loadSampleCompany({
      project: project.id,
      warehouse,
      file,
      onProgress: ({ done, total }) => meta.jobs.progress(job, done, total),
    });
    if (project.coreEvent === null && project.revenueEvent === null)
      await meta.projects.update(project.id, meaning);
    await meta.projects.setSample(project.id, true);
    await meta.jobs.finish(job, null);
  } catch (error) {
    const { code, problem, next } = toProblem(error).problem;
    // The store itself may be closing: then the job is marked at the next start.
    await meta.jobs.finish(job, { code, problem, next }).catch(() => {});
  }
}

/** Removes what loading brought. */
export async function removeSample({ warehouse, meta }: AppContext, project: Project): Promise<void> {
  await removeSampleCompany(warehouse, project.id);
  await meta.projects.setSample(project.id, false);
}

function sampleMissing(): LeptonError {
  return new LeptonError("SAMPLE_MISSING", {
    problem: "This installation has no sample company.",
    next: "Install the samples folder beside the packages, or send your own events.",
    status: 404,
  });
}
