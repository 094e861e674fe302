import type { ModelStage } from "@lepton/server";
import { expect, test } from "vitest";
import { leading } from "./versions.ts";

const version = (name: string, number: number, stage: ModelStage) => ({ name, version: number, stage });

test("of each name the published version leads, else the newest", () => {
  const items = [
    version("churn", 3, "draft"),
    version("value", 1, "retired"),
    version("churn", 2, "published"),
    version("goal", 2, "draft"),
    version("goal", 1, "draft"),
  ];
  expect(leading(items)).toEqual([items[2], items[1], items[3]]);
  expect(leading([])).toEqual([]);
});
