import type { Interval, PeoplePoint, QuestionInput, QuestionResult, ResultOf } from "@lepton/growth";
import { formatBucket } from "../buckets.ts";
import type { Cell } from "../csv.ts";

/** One cell: its raw value for files, its words for people, and who stands behind it. */
export interface TableCell {
  value: Cell;
  shown: string;
  point?: PeoplePoint;
  isOpen?: boolean;
}
export interface ResultTable {
  key: string;
  title: string;
  columns: string[];
  rows: TableCell[][];
}

/** How a language writes: the part of `useFormat` and `t` that tables need. */
export interface Writer {
  t: (key: string, values?: Record<string, unknown>) => string;
  language: string;
  number: (value: number | null | undefined, digits?: number) => string;
  share: (value: number | null | undefined) => string;
  money: (value: number | null | undefined, currency: string) => string;
  duration: (seconds: number | null | undefined) => string;
}
export interface Given<K extends QuestionResult["kind"]> {
  result: ResultOf<K>;
  question: QuestionInput;
  write: Writer;
  currency: string;
}

export const text = (value: string): TableCell => ({ value, shown: value });
export function cells({ write, currency }: Pick<Given<"trends">, "write" | "currency">) {
  const cell =
    (shown: (value: number | null) => string) => (value: number | null | undefined, point?: PeoplePoint) => ({
      value: value ?? null,
      shown: shown(value ?? null),
      ...(point && value ? { point } : {}),
    });
  return {
    number: cell((value) => write.number(value, 2)),
    share: cell(write.share),
    money: cell((value) => write.money(value, currency)),
    duration: cell(write.duration),
    bucket: ({ start, complete }: { start: string; complete?: boolean }, interval: Interval): TableCell => ({
      value: start,
      shown: formatBucket(start, interval, write.language),
      ...(complete === false ? { isOpen: true } : {}),
    }),
  };
}
export const intervalIn = (question: QuestionInput, fallback: Interval): Interval =>
  ("interval" in question ? question.interval : undefined) ?? fallback;

/** One layout per kind: the main table first. */
export type Layouts = { [K in QuestionResult["kind"]]: (given: Given<K>) => Omit<ResultTable, "title">[] };
