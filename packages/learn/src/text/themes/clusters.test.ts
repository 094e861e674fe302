import { random } from "@lepton/core";
import { expect, test } from "vitest";
import { golden } from "../golden.fixture.ts";
import { cosineDistances, meanSilhouette } from "./silhouette.ts";
import { sphericalKMeans } from "./sphericalKMeans.ts";

test("the mean silhouette equals scikit-learn's silhouette_score by cosine, a row alone counting 0", async () => {
  const distances = await cosineDistances(Float32Array.from(golden.points), 3, async () => {});
  expect(meanSilhouette(distances, golden.clusters, 4)).toBeCloseTo(golden.silhouette, 6);
});

test("three bundles of directions are found, whatever the seed", async () => {
  const { normal } = random(8);
  const truth = Array.from({ length: 60 }, (_, i) => i % 3);
  const vectors = new Float32Array(60 * 3);
  truth.forEach((bundle, i) => {
    const row = [0, 1, 2].map((k) => Number(k === bundle) + 0.15 * normal());
    const length = Math.hypot(...row);
    vectors.set(
      row.map((value) => value / length),
      3 * i,
    );
  });
  for (const seed of [1, 2, 3]) {
    const { clusterOf, centers, cohesion } = await sphericalKMeans(
      { vectors, size: 3 },
      { clusters: 3, seed },
    );
    const pairs = new Set(truth.map((bundle, i) => `${bundle} ${clusterOf[i]}`));
    expect(pairs.size).toBe(3);
    expect(cohesion).toBeGreaterThan(0.9);
    for (let c = 0; c < 3; c++) expect(Math.hypot(...centers.subarray(3 * c, 3 * c + 3))).toBeCloseTo(1, 5);
  }
});
