import type { NextStep, PmfMeasure, ResultOf } from "../../schema/result.ts";
import type { Report } from "./measure.ts";

type Measures = readonly PmfMeasure[];
type Segments = ResultOf<"pmfSegments"> | null;

interface Candidate extends NextStep {
  /** Asking goes before levers one can pull, levers before what follows from them. */
  rank: 0 | 1 | 2;
  /** How far the measure lies below its bar, as a share of the bar. */
  shortfall: number;
}

/**
 * What would move fit most, by rule: without enough answers to the fit survey, asking comes first, as nothing else can
 * say what to build. Then what a team can change (blocker, return, churn), furthest below its bar first, as a share of
 * the bar; then revenue and market share, which follow from those. Each comes with the figures it rests on.
 */
export function nextSteps(
  measures: Measures,
  segments: Segments,
  { interval }: Pick<Report, "interval">,
): [NextStep, ...NextStep[]] {
  const of = (id: PmfMeasure["id"]) => measures.find((measure) => measure.id === id);
  const candidates = [
    askMore(of("ellis")),
    blocker(of("ellis"), segments),
    comeBack(of("retention"), interval),
    churn(of("growth")),
    money(of("revenue")),
    market(of("marketShare")),
  ].filter((candidate) => candidate !== null);
  const ranked = candidates
    .sort((a, b) => a.rank - b.rank || b.shortfall - a.shortfall)
    .map(({ code, values }) => ({ code, values }));
  const judged = measures.filter(isJudged);
  const values = { reached: judged.filter(isReached).length, judged: judged.length };
  const [first, ...rest] = ranked;
  return first ? [first, ...rest] : [{ code: "keepGoing", values }];
}

export const isJudged = ({ verdict }: PmfMeasure): boolean =>
  verdict !== "noData" && verdict !== "notEnoughData";
export const isReached = ({ verdict }: PmfMeasure): boolean =>
  verdict === "reached" || verdict === "reachedUncertain";

const below = ({ value, threshold }: PmfMeasure): number =>
  value.value === null || threshold.value <= 0 ? 0 : 1 - value.value / threshold.value;
const figure = (value: unknown): number => (typeof value === "number" ? value : 0);

function askMore(ellis: PmfMeasure | undefined): Candidate | null {
  if (!ellis || isJudged(ellis)) return null;
  return { code: "askMorePeople", values: { have: ellis.have, need: ellis.need }, rank: 0, shortfall: 1 };
}

/** Winning over those who ask for the first blocker would turn them from somewhat to very. */
function blocker(ellis: PmfMeasure | undefined, segments: Segments): Candidate | null {
  const first = segments?.blockers[0];
  if (!ellis || !segments || !first || !isJudged(ellis)) return null;
  const { value, n } = segments.kept;
  if (value === null || n === 0) return null;
  const values = {
    blocker: first.theme,
    people: first.count,
    benefit: segments.winningBenefit ?? "",
    scoreNow: value,
    scoreIfWon: (value * n + first.count) / n,
  };
  return { code: "fixBlocker", values, rank: 1, shortfall: isReached(ellis) ? 0.01 : below(ellis) };
}

function comeBack(retention: PmfMeasure | undefined, interval: string): Candidate | null {
  if (retention?.verdict !== "notReached") return null;
  const { details = {}, value, threshold } = retention;
  const before = figure(details.before);
  const stillFalling = before > 0 ? 1 - (value.value ?? 0) / before : 0;
  return {
    code: "improveWeek1Retention",
    values: {
      rate: figure(details.firstReturn),
      plateau: value.value ?? 0,
      threshold: threshold.value,
      people: value.n,
      interval,
    },
    rank: 1,
    shortfall: Math.max(below(retention), stillFalling),
  };
}

function churn(growth: PmfMeasure | undefined): Candidate | null {
  if (growth?.verdict !== "notReached") return null;
  const { gained, lost, grossRetention } = growth.details ?? {};
  const values = {
    gained: figure(gained),
    lost: figure(lost),
    quickRatio: growth.value.value ?? 0,
    grossRetention: figure(grossRetention),
  };
  return { code: "reduceChurn", values, rank: 1, shortfall: below(growth) };
}

function money(revenue: PmfMeasure | undefined): Candidate | null {
  if (revenue?.verdict !== "notReached") return null;
  const change = revenue.value.value ?? 0;
  // Its bar is 0, so the fall itself is the shortfall.
  return {
    code: "growRevenue",
    values: { change, periods: revenue.value.n },
    rank: 2,
    shortfall: Math.min(1, -change),
  };
}

function market(share: PmfMeasure | undefined): Candidate | null {
  if (!share) return null;
  if (share.verdict === "noData") return { code: "fillMarket", values: {}, rank: 2, shortfall: 0 };
  if (share.verdict !== "notReached") return null;
  const values = {
    share: share.value.value ?? 0,
    before: share.threshold.value,
    since: String(share.details?.since ?? ""),
  };
  return { code: "winShare", values, rank: 2, shortfall: below(share) };
}
