import { LeptonError } from "@lepton/core";
import type { AppContext } from "../context.ts";
import type { Job, Project } from "../contract/project.ts";

/** Starts loading the sample company into the project; a load that runs already is returned. */
export async function loadSample(context: AppContext, project: Project): Promise<Job> {
  throw new LeptonError("SAMPLE_MISSING", {
    problem: "This installation has no sample company.",
    received: `${context.config.sampleFile} for ${project.id}`,
    next: "Install the samples folder, or send your own events.",
    status: 404,
  });
}

/** Removes what loading brought. */
export async function removeSample(context: AppContext, project: Project): Promise<void> {
  await context.warehouse.command(
    "DELETE FROM events WHERE project = {project:String} AND getSubcolumn(properties, '$sample') = true",
    { project: project.id },
  );
}
