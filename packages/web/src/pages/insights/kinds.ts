import type { QuestionKind } from "@lepton/growth";
import {
  IconChartAreaLine,
  IconChartBar,
  IconChartDonut3,
  IconChartFunnel,
  IconCoin,
  IconHeartHandshake,
  IconMoodSmile,
  IconRefresh,
  IconRoute2,
  type IconScale,
  IconStairs,
  IconTriangle,
  IconUsersGroup,
} from "@tabler/icons-react";

/** Kinds the builder asks, in the order of its tabs. The whole report (`pmfReport`) has a page of its own. */
export const questionKinds = [
  { kind: "trends", icon: IconChartAreaLine },
  { kind: "funnel", icon: IconChartFunnel },
  { kind: "retention", icon: IconTriangle },
  { kind: "lifecycle", icon: IconRefresh },
  { kind: "stickiness", icon: IconChartBar },
  { kind: "paths", icon: IconRoute2 },
  { kind: "revenue", icon: IconCoin },
  { kind: "growthAccounting", icon: IconStairs },
  { kind: "survey", icon: IconMoodSmile },
  { kind: "pmfScore", icon: IconHeartHandshake },
  { kind: "pmfSegments", icon: IconUsersGroup },
  { kind: "marketShare", icon: IconChartDonut3 },
] as const satisfies readonly { kind: QuestionKind; icon: typeof IconScale }[];

export type BuilderKind = (typeof questionKinds)[number]["kind"];
export const isBuilderKind = (value: unknown): value is BuilderKind =>
  questionKinds.some(({ kind }) => kind === value);
