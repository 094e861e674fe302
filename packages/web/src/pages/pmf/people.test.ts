import { peoplePoint, question } from "@lepton/growth";
import { expect, test } from "vitest";
import { exampleReport } from "./example.ts";
import { behindOf, peopleBehind } from "./people.ts";
import type { PmfReport } from "./types.ts";

const asked = (kind: "pmfScore" | "retention"): PmfReport => ({
  ...exampleReport,
  measures: exampleReport.measures.map((it) =>
    it.id === (kind === "pmfScore" ? "ellis" : "retention")
      ? { ...it, question: question.parse({ kind }) }
      : it,
  ),
});

test("people of a persona come from the score's own question, asked by segments", () => {
  const behind = behindOf(asked("pmfScore"), { of: "persona:Founder", group: "very" });
  expect(question.parse(behind?.question).kind).toBe("pmfSegments");
  expect(peoplePoint.parse(behind?.point)).toEqual({
    kind: "pmfSegments",
    persona: "Founder",
    answer: "very",
  });
});

test("people of retention are those of the last finished period", () => {
  const measure = asked("retention").measures.find((it) => it.id === "retention");
  const [back] = measure ? peopleBehind(measure) : [];
  expect(back?.start).toBe("2026-05-01");
  expect(peoplePoint.parse(back?.point)).toMatchObject({ cohort: "2026-05-01", outcome: "retained" });
});

test("an address that names nothing of the report opens nothing", () => {
  expect(behindOf(exampleReport, { of: "ellis", group: "very" })).toBeNull();
  expect(behindOf(exampleReport, { of: "nonsense", group: "very" })).toBeNull();
});
