import type { PeoplePoint, QuestionInput, QuestionResult, ResultOf } from "@lepton/growth";

export type ViewKind = "line" | "area" | "bar" | "table" | "curve";
export type AskedOf<K extends QuestionInput["kind"]> = Extract<QuestionInput, { kind: K }>;

/** What every picture of a result is given. */
export interface ViewProps<K extends QuestionResult["kind"]> {
  result: ResultOf<K>;
  question: AskedOf<K>;
  timezone: string;
  currency: string;
  height: number;
  view?: ViewKind | undefined;
  /** On a dashboard: the picture alone. */
  compact?: boolean;
  /** A mark was chosen: the people behind it. */
  onPick?: ((point: PeoplePoint, label: string) => void) | undefined;
}
