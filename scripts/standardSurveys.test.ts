import { expect, test } from "vitest";
import { standardQuestions as asked } from "../packages/sdk/src/survey/questions.ts";
import { standardQuestions as stored } from "../packages/server/src/surveys/standard.ts";

/** The tracker imports nothing, so it carries the standard questions itself: both must say the same. */
test.each(["nps", "csat", "ces", "pmf", "custom"] as const)(
  "the server and the tracker ask the same %s questions",
  (kind) => {
    expect(stored(kind, "Acme")).toEqual(asked(kind, "Acme"));
  },
);
