import { z } from "zod";
import { breather } from "../series/breathe.ts";
import { readOptions } from "../tabular/options.ts";
import { checkTexts } from "./checkTexts.ts";
import type { SparseRows } from "./sparse.ts";
import { eachTerm, tokenizerSchema } from "./tokenize.ts";

export const tfidfOptionsSchema = z.strictObject({
  ...tokenizerSchema.shape,
  /** Terms in fewer texts than this are left out. Default 1. */
  leastTexts: z.int().min(1).default(1),
  /** Terms in a larger share of the texts than this are left out. Default 1. */
  mostShare: z.number().gt(0).max(1).default(1),
  /** Most terms kept, those of most texts first. Default 100,000. */
  mostTerms: z.int().min(1).default(100_000),
});
export type TfidfOptions = z.input<typeof tfidfOptionsSchema>;

export const savedTfidfSchema = z.object({
  tokenizer: tokenizerSchema,
  /** In ascending order of UTF-16 units: the place of a term is its column. */
  terms: z.array(z.string()),
  /** [terms]: ln((1 + texts) / (1 + texts with the term)) + 1. */
  weights: z.array(z.number()),
});
export type SavedTfidf = z.infer<typeof savedTfidfSchema>;

/** A vocabulary with its weights, learnt from some texts. */
export interface FittedTfidf {
  readonly terms: readonly string[];
  readonly weights: Float64Array;
  /** [texts, terms]; a text without a known term is an empty row. */
  transform(texts: readonly string[], signal?: AbortSignal): Promise<SparseRows>;
  /** One row: columns ascending, and their values. */
  row(text: string): { columnsAt: Int32Array; values: Float32Array };
  toJSON(): SavedTfidf;
}

/**
 * Term frequency times inverse document frequency: (1 + ln tf) · (ln((1 + n)/(1 + df)) + 1), each row then of length 1.
 * scikit-learn's `TfidfVectorizer(sublinear_tf=True)`. [texts, terms], float32.
 * Source: Salton & Buckley 1988, Inf. Process. Manag. 24:513. Errors: LEARN_TEXT_KIND, LEARN_OPTION.
 */
export async function fitTfidf(
  texts: readonly string[],
  options: TfidfOptions = {},
  { signal, isKept = () => true }: { signal?: AbortSignal | undefined; isKept?(term: string): boolean } = {},
): Promise<{ fitted: FittedTfidf; x: SparseRows }> {
  const { leastTexts, mostShare, mostTerms, ...tokenizer } = readOptions(
    tfidfOptionsSchema,
    options,
    "TF-IDF",
  );
  const read = checkTexts(texts);
  const rest = breather(signal);
  const places = new Map<string, number>();
  const inTexts: number[] = [];
  const found: { places: number[]; counts: number[] }[] = [];
  for (const text of read) {
    const counts = new Map<number, number>();
    eachTerm(text, tokenizer, (term) => {
      let place = places.get(term);
      if (place === undefined) {
        place = places.size;
        places.set(term, place);
        inTexts.push(0);
      }
      counts.set(place, (counts.get(place) ?? 0) + 1);
    });
    for (const place of counts.keys()) inTexts[place] = (inTexts[place] as number) + 1;
    found.push({ places: [...counts.keys()], counts: [...counts.values()] });
    await rest();
  }
  const n = read.length;
  // A small corpus keeps what stands in one text: there is nothing else.
  let kept = [...places].filter(([term, p]) => {
    const df = inTexts[p] as number;
    return isKept(term) && df >= leastTexts && df <= Math.max(1, mostShare * n);
  });
  await rest();
  if (kept.length > mostTerms)
    kept = kept
      .sort((a, b) => (inTexts[b[1]] as number) - (inTexts[a[1]] as number) || (a[0] < b[0] ? -1 : 1))
      .slice(0, mostTerms);
  kept.sort((a, b) => (a[0] < b[0] ? -1 : 1));
  await rest();
  const columnOf = new Int32Array(places.size).fill(-1);
  kept.forEach(([, place], column) => {
    columnOf[place] = column;
  });
  const weights = Array.from(kept, ([, p]) => Math.log((1 + n) / (1 + (inTexts[p] as number))) + 1);
  const fitted = tfidfOf({ tokenizer, terms: kept.map(([term]) => term), weights });
  const rows = found.map(({ places: at, counts }) =>
    rowFrom(
      at.map((place) => columnOf[place] as number),
      counts,
      fitted.weights,
    ),
  );
  return { fitted, x: joined(rows, kept.length) };
}

/** The fitted value of its saved form. */
export function tfidfOf(saved: SavedTfidf): FittedTfidf {
  const { tokenizer, terms } = saved;
  const columns = new Map(terms.map((term, column) => [term, column]));
  const weights = Float64Array.from(saved.weights);
  const row = (text: string) => {
    const counts = new Map<number, number>();
    eachTerm(text, tokenizer, (term) => {
      const column = columns.get(term);
      if (column !== undefined) counts.set(column, (counts.get(column) ?? 0) + 1);
    });
    return rowFrom([...counts.keys()], [...counts.values()], weights);
  };
  return {
    terms,
    weights,
    row: (text) => row(checkTexts([text])[0] as string),
    async transform(texts, signal) {
      const rest = breather(signal);
      const rows: ReturnType<typeof row>[] = [];
      for (const text of checkTexts(texts)) {
        rows.push(row(text));
        await rest();
      }
      return joined(rows, terms.length);
    },
    toJSON: () => saved,
  };
}

function rowFrom(columns: readonly number[], counts: readonly number[], weights: Float64Array) {
  const order = columns
    .map((column, i) => ({ column, count: counts[i] as number }))
    .filter(({ column }) => column >= 0)
    .sort((a, b) => a.column - b.column);
  const values = Float64Array.from(
    order,
    ({ column, count }) => (1 + Math.log(count)) * (weights[column] as number),
  );
  const length = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0)) || 1;
  return {
    columnsAt: Int32Array.from(order, ({ column }) => column),
    values: Float32Array.from(values, (value) => value / length),
  };
}

function joined(
  rows: readonly { columnsAt: Int32Array; values: Float32Array }[],
  columns: number,
): SparseRows {
  const starts = new Int32Array(rows.length + 1);
  rows.forEach(({ values }, i) => {
    starts[i + 1] = (starts[i] as number) + values.length;
  });
  const columnsAt = new Int32Array(starts[rows.length] as number);
  const values = new Float32Array(starts[rows.length] as number);
  rows.forEach((row, i) => {
    columnsAt.set(row.columnsAt, starts[i]);
    values.set(row.values, starts[i]);
  });
  return { rows: rows.length, columns, starts, columnsAt, values };
}
