import { readFileSync } from "node:fs";

interface Golden {
  texts: string[];
  topics: string[];
  binary: number[];
  terms: string[];
  rows: number[][];
  topicProbabilities: number[][];
  binaryProbabilities: number[][];
  characterTerms: Record<string, number>;
  singularValues: number[];
  points: number[];
  clusters: number[];
  silhouette: number;
}

/** Numbers of scikit-learn 1.2.1, written by test/golden/text.py. */
export const golden = JSON.parse(
  readFileSync(new URL("../../test/golden/text.json", import.meta.url), "utf8"),
) as Golden;
