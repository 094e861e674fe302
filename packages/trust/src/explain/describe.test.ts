import { expect, test } from "vitest";
import { describe } from "./describe.ts";

const explanation = {
  method: "exactShap",
  base: 0.27,
  prediction: 0.41,
  values: [0.12, -0.05, 0.004, 0.066],
  interval: {
    low: [0.1, -0.06, -0.1, 0.05],
    high: [0.14, -0.04, 0.2, 0.07],
    level: 0.95,
    n: 50,
    about: "background" as const,
  },
};

test("English names the largest reasons with their values", () => {
  const names = ["Contract", "Months", "Age", "Support calls"];
  const row = ["monthly", 34, null, 5];
  expect(describe(explanation, { locale: "en", names, row, target: "churn risk", reasons: 4 })).toEqual([
    "Predicted churn risk: 41%; 27% is usual.",
    "Contract (monthly) raises churn risk by 12 points.",
    "Support calls (5) raises churn risk by 7 points.",
    "Months (34) lowers churn risk by 5 points.",
    "Age (missing) may raise churn risk by 0.4 points, but this is unsure.",
  ]);
});

test("Chinese", () => {
  const names = ["合同", "月数", "年龄", "客服电话"];
  expect(
    describe(explanation, { locale: "zh", names, row: ["按月", 34, null, 5], target: "流失风险" }),
  ).toEqual([
    "预测流失风险为 41%,通常为 27%。",
    "合同(按月)使流失风险上升 12 个百分点。",
    "客服电话(5)使流失风险上升 7 个百分点。",
    "月数(34)使流失风险下降 5 个百分点。",
  ]);
});

test("other units, and nothing to tell", () => {
  const sales = { method: "linearShap", base: 100, prediction: 100, values: [0, 0], interval: null };
  expect(describe(sales, { locale: "en", names: ["Price", "Rain"], target: "sales", unit: "boxes" })).toEqual(
    ["Predicted sales: 100 boxes; 100 boxes is usual.", "No single feature stands out."],
  );
  const more = { ...sales, prediction: 87.7, values: [-12.345, 0] };
  expect(describe(more, { locale: "en", names: ["Price", "Rain"], target: "sales", unit: "" })[1]).toBe(
    "Price lowers sales by 12.3.",
  );
});
