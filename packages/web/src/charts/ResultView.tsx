import type { QuestionInput, QuestionResult, ResultOf } from "@lepton/growth";
import type { ComponentType } from "react";
import type { ViewProps } from "./types.ts";
import { FunnelView } from "./views/FunnelView.tsx";
import { GrowthAccountingView } from "./views/GrowthAccountingView.tsx";
import { LifecycleView } from "./views/LifecycleView.tsx";
import { MarketShareView } from "./views/MarketShareView.tsx";
import { PathsView } from "./views/PathsView.tsx";
import { PmfScoreView } from "./views/PmfScoreView.tsx";
import { PmfSegmentsView } from "./views/PmfSegmentsView.tsx";
import { RetentionView } from "./views/RetentionView.tsx";
import { RevenueView } from "./views/RevenueView.tsx";
import { StickinessView } from "./views/StickinessView.tsx";
import { SurveyView } from "./views/SurveyView.tsx";
import { TrendsView } from "./views/TrendsView.tsx";

type Drawn = Exclude<QuestionResult["kind"], "pmfReport">;
const pictures: { [K in Drawn]: ComponentType<ViewProps<K>> } = {
  trends: TrendsView,
  funnel: FunnelView,
  retention: RetentionView,
  lifecycle: LifecycleView,
  stickiness: StickinessView,
  paths: PathsView,
  revenue: RevenueView,
  growthAccounting: GrowthAccountingView,
  survey: SurveyView,
  pmfScore: PmfScoreView,
  pmfSegments: PmfSegmentsView,
  marketShare: MarketShareView,
};

type ResultViewProps = Omit<ViewProps<Drawn>, "result" | "question"> & {
  result: QuestionResult;
  question: QuestionInput;
};

/** The picture of a result, by its kind. */
export function ResultView({ result, question, ...rest }: ResultViewProps) {
  if (result.kind === "pmfReport" || result.kind !== question.kind) return null;
  // The kind picks its own picture; TypeScript cannot follow that link through a union.
  const Picture = pictures[result.kind] as ComponentType<ViewProps<Drawn>>;
  return (
    <Picture
      result={result as ResultOf<Drawn>}
      question={question as ViewProps<Drawn>["question"]}
      {...rest}
    />
  );
}

/** Nothing happened in the range: an explanation is due instead of an empty picture. */
export function isEmptyResult(result: QuestionResult): boolean {
  switch (result.kind) {
    case "trends":
      return result.series.every(({ values }) => values.every((value) => !value));
    case "funnel":
      return (result.steps[0]?.count ?? 0) === 0;
    case "retention":
      return result.rows.every(({ size }) => size === 0);
    case "lifecycle":
      return [...result.new, ...result.returning, ...result.resurrecting, ...result.dormant].every(
        (value) => value === 0,
      );
    case "stickiness":
      return result.total === 0;
    case "paths":
      return result.nodes.length === 0;
    case "revenue":
      return result.periods.every(({ payers }) => payers === 0);
    case "growthAccounting":
      return result.periods.every(({ total, churned }) => total === 0 && churned === 0);
    case "survey":
      return result.score.n === 0;
    case "pmfScore":
      return result.score.n === 0 && result.answers.unqualified === 0 && result.answers.na === 0;
    case "pmfSegments":
      return result.all.n === 0;
    case "marketShare":
      return result.segments.length === 0;
    case "pmfReport":
      return result.measures.length === 0;
  }
}
