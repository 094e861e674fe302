import type { QuestionKind } from "../schema/question.ts";
import { growthAccounting } from "./accounting/growthAccounting.ts";
import type { QuestionDefinition } from "./define.ts";
import { funnel } from "./funnel/funnel.ts";
import { lifecycle } from "./lifecycle.ts";
import { marketShare } from "./marketShare.ts";
import { paths } from "./paths.ts";
import { pmfReport } from "./pmfReport.ts";
import { pmfScore } from "./pmfScore.ts";
import { pmfSegments } from "./pmfSegments.ts";
import { retention } from "./retention/index.ts";
import { revenue } from "./revenue/revenue.ts";
import { stickiness } from "./stickiness.ts";
import { survey } from "./survey.ts";
import { trends } from "./trends/trends.ts";

/** Every kind of question by its name. A new kind is one file and one line here. */
export const questions: { [K in QuestionKind]?: QuestionDefinition<K> } = {
  funnel,
  growthAccounting,
  lifecycle,
  marketShare,
  paths,
  pmfReport,
  pmfScore,
  pmfSegments,
  retention,
  revenue,
  stickiness,
  survey,
  trends,
};
