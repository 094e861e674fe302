import { Stack } from "@mantine/core";
import { useModelJobs } from "../../../api/hooks/models.ts";
import { useProject } from "../../../app/project.tsx";
import { useNow } from "../../people/PeopleTable.tsx";
import { JobCard } from "./JobCard.tsx";
import { shownJobs } from "./shown.ts";

/** Work under way and how the last one ended. */
export function Jobs({ subject }: { subject?: string }) {
  const { id: project } = useProject();
  const jobs = useModelJobs(project, subject);
  const now = useNow();
  const shown = shownJobs(jobs.data ?? [], now);
  if (shown.length === 0) return null;
  return (
    <Stack gap="sm">
      {shown.map((job) => (
        <JobCard key={job.id} listed={job} />
      ))}
    </Stack>
  );
}
