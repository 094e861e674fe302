import { expect, test } from "vitest";
import { csvOf } from "./csv.ts";
import { exampleReport } from "./example.ts";

test("every measure, persona and theme of the report stands in the file", () => {
  const lines = csvOf(exampleReport).split("\r\n");
  expect(lines[0]).toBe("measure,value,low,high,level,n,unit,threshold,verdict,have,need,simulated");
  expect(lines[1]).toMatch(/^ellis,0\.4,/);
  expect(lines).toContain("Founder,12,10,3,0.48,0.3,0.665,yes");
  expect(lines).toContain("Speed,benefit,11");
});

test("text that a spreadsheet would run or split is made safe", () => {
  const report = structuredClone(exampleReport);
  const theme = report.segments?.benefits[0];
  if (theme) theme.theme = '=1+1, "quoted"';
  expect(csvOf(report)).toContain(`"'=1+1, ""quoted""",benefit,11`);
});
