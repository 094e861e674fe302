import { z } from "zod";

const cells = z.number().int().min(0);
const pair = z.tuple([cells, cells]);
type Pair = [number, number];
const both = (given: number | Pair): Pair => (typeof given === "number" ? [given, given] : given);

/** Cells in front of and behind a series: a number for both, or a pair. Read as a pair. */
export const seriesBorder = z.union([cells, pair]).transform(both);

/**
 * Cells around a picture: a number for all sides, [vertical, horizontal], or [[top, bottom], [left, right]].
 * Read as the last.
 */
export const pictureBorder = z
  .union([cells, z.tuple([z.union([cells, pair]), z.union([cells, pair])])])
  .transform((given): [Pair, Pair] => {
    const [vertical, horizontal] = typeof given === "number" ? [given, given] : given;
    return [both(vertical), both(horizontal)];
  });
