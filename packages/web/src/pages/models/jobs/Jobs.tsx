import { Stack } from "@mantine/core";
import { useModelJobs } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { useNow } from "../../people/PeopleTable.tsx";
import { JobCard } from "./JobCard.tsx";
import { shownJobs } from "./shown.ts";

interface JobsProps {
  /** Of models with this name only. */
  subject?: string;
  /** The model on screen: that it is done says nothing new there. */
  model?: string;
}

/** Work under way and how the last one ended. */
export function Jobs({ subject, model }: JobsProps) {
  const { id: project } = useProject();
  const jobs = useModelJobs(project, subject);
  const now = useNow();
  const shown = shownJobs(jobs.data ?? [], now).filter(
    ({ status, result }) => status !== "done" || model === undefined || result !== model,
  );
  if (shown.length === 0) return null;
  return (
    <Stack gap="sm">
      {shown.map((job) => (
        <JobCard key={job.id} job={job} />
      ))}
    </Stack>
  );
}
