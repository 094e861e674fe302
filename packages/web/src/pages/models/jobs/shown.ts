import type { Job } from "@lepton/server";

const minuteMs = 60_000;
const doneForMs = 10 * minuteMs;
const failedForMs = 3 * 24 * 60 * minuteMs;

/** Jobs worth a card: those under way, and how the latest of each subject ended if that is news. */
export function shownJobs(jobs: readonly Job[], now: number): Job[] {
  const seen = new Set<string>();
  return jobs.filter((job) => {
    if (job.status === "queued" || job.status === "running") {
      seen.add(subjectOf(job));
      return true;
    }
    if (seen.has(subjectOf(job))) return false;
    seen.add(subjectOf(job));
    const sinceMs = now - Date.parse(job.finishedAt ?? job.startedAt);
    if (job.status === "failed") return sinceMs < failedForMs;
    return job.status === "done" && sinceMs < doneForMs;
  });
}
const subjectOf = ({ kind, subject }: Job) => `${kind} ${subject ?? ""}`;
