import type { Difference } from "../evaluate/interval.ts";
import type { FitProgress } from "../tabular/estimator.ts";
import type { Interactions } from "./interactions.ts";
import type { ItemTable } from "./itemFeatures.ts";
import { judgeLater, judgeNext, type RecommenderScores, recommenderDifference } from "./judge.ts";
import { blend, ease, factorisation, itemItem, popularity, sequential } from "./models.ts";
import type { FittedRecommender } from "./recommendation.ts";
import type { Recommender } from "./recommender.ts";
import { splitAtTime } from "./splitByTime.ts";

/** One way to recommend with the settings to choose from on earlier events. */
export interface RecommenderFamily {
  name: string;
  isBaseline: boolean;
  settings: readonly Recommender[];
}

export interface RecommenderLeaderboardOptions {
  seed: number;
  /** Length of the lists. Default 10. */
  k?: number;
  /** Share of the events, the latest ones, that are the test. Default 0.2. */
  testShare?: number;
  /** Families beside the baselines; the usual ones unless told. Popularity always joins. */
  families?: readonly RecommenderFamily[];
  /** Seconds after which nothing further is tried; baselines always are. Default 600. */
  budgetSeconds?: number;
  /** Most questions asked of one person while choosing. Default 20. */
  questions?: number;
  itemTable?: ItemTable;
  segments?: Readonly<Record<string, string>>;
  signal?: AbortSignal;
  onProgress?(progress: FitProgress): void;
}
export interface RecommenderRow {
  readonly family: string;
  readonly isBaseline: boolean;
  /** On the validation period, which settings and the choice were made on. */
  readonly validation: RecommenderScores;
  /** "What comes next" on the test period, which took no part in any choice. */
  readonly test: RecommenderScores;
  /** One list at the cut, judged on everything used after it; null where nobody of the past came back. */
  readonly later: RecommenderScores | null;
  /** Of the test NDCG, beside the best baseline; null for baselines. */
  readonly difference: Difference | null;
}
export interface RecommenderLeaderboard {
  /** Highest validation NDCG first. */
  readonly rows: readonly RecommenderRow[];
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  readonly chosen: string;
  readonly beatsBaselines: boolean;
  readonly verdict: string;
  /** By family, with the settings chosen. */
  readonly models: Readonly<Record<string, Recommender>>;
  /** The chosen one, fitted on everything. */
  readonly fitted: FittedRecommender;
}

const baselines = (): RecommenderFamily[] => [
  { name: "popularity", isBaseline: true, settings: [popularity({ halfLifeDays: null })] },
  {
    name: "recent popularity",
    isBaseline: true,
    settings: [3, 7, 14, 30].map((halfLifeDays) => popularity({ halfLifeDays })),
  },
];

/** Item–item, EASE, factorisation, the sequential network; a blend of the chosen ones joins by itself. */
export const usualRecommenders = (): RecommenderFamily[] => [
  {
    name: "item–item",
    isBaseline: false,
    settings: [0.8, 0.9].map((historyDecay) => itemItem({ historyDecay })),
  },
  { name: "EASE", isBaseline: false, settings: [200, 500].map((penalty) => ease({ penalty })) },
  {
    name: "matrix factorisation",
    isBaseline: false,
    settings: [factorisation(), factorisation({ factors: 32, penalty: 10, confidence: 1 })],
  },
  { name: "sequential network", isBaseline: false, settings: [sequential()] },
];

/**
 * Which way to recommend, judged as in use. Events are cut at one moment: before it is learnt from, after it is tested
 * ("what comes next?", histories and popularity moving on, weights as fitted). Settings and the choice are made on a
 * second cut of the same share inside the past. The best of each family and a blend of them stand beside popularity,
 * and when nothing beats it, the verdict says so. Errors: LEARN_TOO_FEW_ROWS, LEARN_NO_INTERACTIONS; the signal's reason.
 */
export async function recommenderLeaderboard(
  data: Interactions,
  options: RecommenderLeaderboardOptions,
): Promise<RecommenderLeaderboard> {
  const { seed, k = 10, testShare = 0.2, budgetSeconds = 600, questions = 20, signal } = options;
  const { itemTable, segments } = options;
  const outer = splitAtTime(data, testShare);
  const inner = splitAtTime(outer.past, testShare);
  const fitOptions = {
    seed,
    ...(itemTable && { itemTable }),
    ...(segments && { segments }),
    ...(signal && { signal }),
  };
  const judged = { k, seed, ...(signal && { signal }) };
  const deadline = performance.now() + 1000 * budgetSeconds;
  const skipped: { name: string; reason: string }[] = [];
  const found: { family: RecommenderFamily; model: Recommender; validation: RecommenderScores }[] = [];
  const tryOut = async (family: RecommenderFamily): Promise<void> => {
    let best: (typeof found)[number] | null = null;
    for (const model of family.settings) {
      if (!family.isBaseline && performance.now() > deadline) break;
      const fitted = await model.fit(inner.past, fitOptions);
      const validation = await judgeNext(fitted, inner.past, inner.later, { ...judged, questions });
      await fitted.close();
      if (best === null || value(validation) > value(best.validation)) best = { family, model, validation };
    }
    if (best) found.push(best);
    else skipped.push({ name: family.name, reason: `the budget of ${budgetSeconds} s was spent` });
  };
  const families = [...baselines(), ...(options.families ?? usualRecommenders())];
  for (const [f, family] of families.entries()) {
    options.onProgress?.({ share: (0.5 * f) / families.length, step: family.name });
    await tryOut(family);
  }
  const members = found.filter(({ family }) => family.name !== "popularity").map(({ model }) => model);
  if (members.length > 2) {
    options.onProgress?.({ share: 0.5, step: "blend" });
    await tryOut({ name: "blend", isBaseline: false, settings: [blend(members)] });
  }

  const rows: Omit<RecommenderRow, "difference">[] = [];
  for (const [m, { family, model, validation }] of found.entries()) {
    options.onProgress?.({ share: 0.6 + (0.3 * m) / found.length, step: `test of ${family.name}` });
    const fitted = await model.fit(outer.past, fitOptions);
    const later = await judgeLater(fitted, outer.past, outer.later, judged).catch((error: unknown) => {
      signal?.throwIfAborted();
      if (nobodyCameBack(error)) return null;
      throw error;
    });
    const test = await judgeNext(fitted, outer.past, outer.later, judged);
    await fitted.close();
    rows.push({ family: family.name, isBaseline: family.isBaseline, validation, test, later });
  }
  const baseline = rows
    .filter(({ isBaseline }) => isBaseline)
    .reduce((a, b) => (value(b.validation) > value(a.validation) ? b : a));
  const compared = rows
    .map(
      (row): RecommenderRow => ({
        ...row,
        difference: row.isBaseline ? null : recommenderDifference(row.test, baseline.test, { seed }),
      }),
    )
    .sort((a, b) => value(b.validation) - value(a.validation));
  const chosen = compared[0] as RecommenderRow;
  const chosenModel = found.find(({ family }) => family.name === chosen.family)?.model as Recommender;
  const fitted = await chosenModel.fit(data, fitOptions);
  options.onProgress?.({ share: 1, step: "done" });
  return {
    rows: compared,
    skipped,
    chosen: chosen.family,
    beatsBaselines: chosen.difference?.verdict === "better",
    verdict: verdictOf(chosen, baseline, k),
    models: Object.fromEntries(found.map(({ family, model }) => [family.name, model])),
    fitted,
  };
}

const value = ({ ndcg }: RecommenderScores): number => ndcg.value ?? 0;
const nobodyCameBack = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "LEARN_NO_INTERACTIONS";

function verdictOf(chosen: RecommenderRow, baseline: Omit<RecommenderRow, "difference">, k: number): string {
  const figures = `NDCG@${k} ${value(chosen.test).toFixed(3)} beside ${value(baseline.test).toFixed(3)}`;
  if (chosen.isBaseline)
    return `Nothing beats ${chosen.family}: no other model did better on the validation period.`;
  return chosen.difference?.verdict === "better"
    ? `${chosen.family} beats ${baseline.family} on later events: ${figures}.`
    : `Not to be published: ${chosen.family} was best in validation, but no better than ${baseline.family} beyond chance on later events (${figures}).`;
}
