import type { QuestionInput, QuestionResult } from "@lepton/growth";
import { behaviour } from "./behaviour.ts";
import type { Given, Layouts, ResultTable, Writer } from "./cells.ts";
import { money } from "./money.ts";
import { voice } from "./voice.ts";

export type { ResultTable, TableCell, Writer } from "./cells.ts";

const layouts: Layouts = { ...behaviour, ...money, ...voice };

/** The tables under a chart, main one first; empty ones are left out. */
export function tablesOf(
  result: QuestionResult,
  question: QuestionInput,
  write: Writer,
  currency: string,
): ResultTable[] {
  // The kind picks its own layout; TypeScript cannot follow that link through a union.
  const layout = layouts[result.kind] as (
    given: Given<QuestionResult["kind"]>,
  ) => Omit<ResultTable, "title">[];
  return layout({ result, question, write, currency } as Given<QuestionResult["kind"]>)
    .filter(({ rows }) => rows.length > 0)
    .map((one) => ({ ...one, title: write.t(`table.${one.key}`) }));
}
