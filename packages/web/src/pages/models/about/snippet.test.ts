import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { predictSnippet } from "./snippet.ts";

test("the call survives a shell, also with a quote in a category", () => {
  const snippet = predictSnippet("http://localhost:8600", "p1", {
    name: "churn",
    inputs: [
      {
        name: "first:city",
        type: "category",
        description: "",
        unit: null,
        min: null,
        median: null,
        max: null,
        categories: ["L'Aquila"],
      },
    ],
    drivers: [],
  });
  const seen = execFileSync("sh", ["-c", snippet.replace("curl", "printf '%s\\n'")], { encoding: "utf8" });
  expect(seen.split("\n")[0]).toBe("http://localhost:8600/api/projects/p1/models/churn/predict");
  expect(JSON.parse(seen.trim().split("\n").at(-1) ?? "")).toEqual({
    features: { "first:city": "L'Aquila" },
    explain: true,
  });
});
