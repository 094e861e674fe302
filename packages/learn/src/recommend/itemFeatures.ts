import { LeptonError } from "@lepton/core";
import { z } from "zod";
import { type Coordinates, coordinatesFor, coordinatesSchema, pointsOf } from "../segments/features.ts";
import { columnNamed, levelAt, type Table, withoutColumns } from "../table/table.ts";

/** What is known of the items themselves: a row per item, one column naming it. */
export interface ItemTable {
  table: Table;
  /** The column that names the item. */
  id: string;
}

export const savedItemFeaturesSchema = z.object({
  id: z.string(),
  coordinates: coordinatesSchema,
  items: z.array(z.object({ item: z.string(), point: z.array(z.number()) })),
});
export type SavedItemFeatures = z.infer<typeof savedItemFeaturesSchema>;

/** Known items a new one takes its score from. */
const nearest = 10;

/** Likeness of items by what they are, for those that nobody has used yet. */
export interface ItemFeatures {
  readonly names: readonly string[];
  /** More items, read as the first ones were. Errors: LEARN_COLUMN_UNKNOWN, LEARN_COLUMN_KIND, LEARN_ITEM_TABLE. */
  add(more: ItemTable): void;
  /** Cosine of the coordinates; null when either is not described. */
  likeness(item: string, other: string): number | null;
  /**
   * Score of a new item: Σ s · score / Σ s over the 10 most like of the scored items, s their cosine above 0; null when
   * none is alike.
   */
  scoreOf(item: string, known: readonly string[], scores: ArrayLike<number>): number | null;
  toJSON(): SavedItemFeatures;
}

/** Errors: LEARN_ITEM_TABLE on a row without a name or a name twice; LEARN_NO_FEATURES, LEARN_COLUMN_UNKNOWN. */
export function itemFeaturesFrom({ table, id }: ItemTable): ItemFeatures {
  const names = namesOf({ table, id });
  const { coordinates } = coordinatesFor(withoutColumns(table, [id]));
  return itemFeatures({ id, coordinates, items: rowsOf(table, names, coordinates) });
}

function namesOf({ table, id }: ItemTable): string[] {
  const column = columnNamed(table, id);
  const names = Array.from({ length: table.rows }, (_, row) => levelAt(column, row));
  const known = new Set<string>();
  const odd = names.findIndex((name) => name === null || known.size === known.add(name).size);
  if (odd >= 0)
    throw new LeptonError("LEARN_ITEM_TABLE", {
      problem: "The table of items must name every item once.",
      received: names[odd] === null ? `row ${odd} without a name` : `${names[odd]} twice`,
      next: `Give one row per item, its name in the column ${id}.`,
      field: id,
    });
  return names as string[];
}

function rowsOf(table: Table, names: readonly string[], coordinates: Coordinates) {
  const { width, values } = pointsOf(table, coordinates);
  return names.map((item, row) => ({
    item,
    point: Array.from(values.subarray(row * width, (row + 1) * width)),
  }));
}

export function itemFeatures(saved: SavedItemFeatures): ItemFeatures {
  const points = new Map<string, { point: Float64Array; norm: number }>();
  const names: string[] = [];
  const put = (item: string, values: readonly number[]) => {
    if (!points.has(item)) names.push(item);
    const point = Float64Array.from(values);
    points.set(item, { point, norm: Math.sqrt(point.reduce((sum, x) => sum + x * x, 0)) });
  };
  for (const { item, point } of saved.items) put(item, point);
  const likeness = (item: string, other: string): number | null => {
    const [a, b] = [points.get(item), points.get(other)];
    if (!a || !b || a.norm === 0 || b.norm === 0) return null;
    return a.point.reduce((sum, x, i) => sum + x * (b.point[i] as number), 0) / (a.norm * b.norm);
  };
  const neighbours = new Map<string, { size: number; best: [number, number][] }>();
  const nearestOf = (item: string, known: readonly string[]): [number, number][] => {
    const cached = neighbours.get(item);
    if (cached?.size === known.length) return cached.best;
    const all = known.map((other, place): [number, number] => [place, likeness(item, other) ?? 0]);
    const best = all.filter(([, s]) => s > 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]);
    neighbours.set(item, { size: known.length, best: best.slice(0, nearest) });
    return best.slice(0, nearest);
  };
  return {
    names,
    likeness,
    add: (more) => {
      const rows = rowsOf(more.table, namesOf(more), saved.coordinates);
      for (const { item, point } of rows) {
        put(item, point);
        neighbours.clear();
      }
    },
    scoreOf: (item, known, scores) => {
      if (!points.has(item)) return null;
      let [sum, total] = [0, 0];
      for (const [place, s] of nearestOf(item, known)) {
        const score = scores[place] as number;
        if (Number.isNaN(score)) continue;
        sum += s * score;
        total += s;
      }
      return total > 0 ? sum / total : null;
    },
    toJSON: () => ({
      id: saved.id,
      coordinates: saved.coordinates,
      items: names.map((item) => ({ item, point: Array.from(points.get(item)?.point ?? []) })),
    }),
  };
}
