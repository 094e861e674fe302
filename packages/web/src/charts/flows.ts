import type { ResultOf } from "@lepton/growth";
import type { ChartColors } from "./colors.ts";

/** One stacked part of a period: gains above the line, losses below it. */
export interface Flow {
  key: string;
  color: string;
  values: (number | null)[];
}

export function lifecycleFlows(result: ResultOf<"lifecycle">, { status }: ChartColors): Flow[] {
  return [
    { key: "returning", color: status.returning, values: result.returning },
    { key: "new", color: status.new, values: result.new },
    { key: "resurrecting", color: status.resurrecting, values: result.resurrecting },
    { key: "dormant", color: status.dormant, values: result.dormant },
  ];
}

interface Period {
  new: number;
  retained: number;
  expansion: number;
  contraction: number;
  churned: number;
  resurrected: number;
}

/** Losses are drawn as negative numbers. People know no expansion, so empty parts are left out. */
export function accountingFlows(periods: readonly Period[], { status }: ChartColors): Flow[] {
  const flows: Flow[] = [
    { key: "retained", color: status.returning, values: periods.map((one) => one.retained) },
    { key: "new", color: status.new, values: periods.map((one) => one.new) },
    { key: "expansion", color: status.expansion, values: periods.map((one) => one.expansion) },
    { key: "resurrected", color: status.resurrecting, values: periods.map((one) => one.resurrected) },
    { key: "contraction", color: status.contraction, values: periods.map((one) => -one.contraction) },
    { key: "churned", color: status.dormant, values: periods.map((one) => -one.churned) },
  ];
  return flows.filter(
    ({ key, values }) => !(key === "expansion" || key === "contraction") || values.some((value) => value),
  );
}
