import type { Job } from "@lepton/server";
import { expect, test } from "vitest";
import { shownJobs } from "./shown.ts";

const now = Date.parse("2026-11-24T12:00:00Z");
let made = 0;
const job = (status: Job["status"], subject: string, minutesAgo: number, kind = "train"): Job => ({
  id: `job-${made++}`,
  kind,
  status,
  subject,
  progress: null,
  done: 0,
  total: null,
  result: null,
  step: null,
  secondsLeft: null,
  log: [],
  problem: null,
  startedAt: new Date(now - minutesAgo * 60_000).toISOString(),
  finishedAt:
    status === "running" || status === "queued" ? null : new Date(now - minutesAgo * 60_000).toISOString(),
});
const shown = (...jobs: Job[]) => shownJobs(jobs, now).map(({ status }) => status);

test("what is under way has a card, and what ended a moment ago", () => {
  expect(shown(job("queued", "churn", 0), job("running", "conversion", 500))).toEqual(["queued", "running"]);
  expect(shown(job("done", "churn", 9))).toEqual(["done"]);
  expect(shown(job("done", "churn", 11))).toEqual([]);
  expect(shown(job("cancelled", "churn", 1))).toEqual([]);
});

test("a failure stays for three days, unless the same was tried again", () => {
  expect(shown(job("failed", "churn", 60 * 24 * 2))).toEqual(["failed"]);
  expect(shown(job("failed", "churn", 60 * 24 * 4))).toEqual([]);
  expect(shown(job("done", "churn", 30), job("failed", "churn", 60))).toEqual([]);
  expect(shown(job("running", "churn", 0), job("failed", "churn", 60))).toEqual(["running"]);
  expect(shown(job("done", "churn", 1, "score"), job("failed", "churn", 60))).toEqual(["done", "failed"]);
});
