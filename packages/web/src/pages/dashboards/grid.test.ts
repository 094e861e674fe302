import type { Tile } from "@lepton/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { columns, dropTile, moveTile, placeTile, resizeTile, settle } from "./grid.ts";

const at = (id: string, x: number, y: number, w = 6, h = 4): Tile => ({
  id,
  insightId: id,
  text: null,
  x,
  y,
  w,
  h,
});
const places = (tiles: Tile[]) => Object.fromEntries(tiles.map(({ id, x, y, w, h }) => [id, [x, y, w, h]]));

test("a new tile takes the first free half row", () => {
  expect(placeTile([], "a")).toMatchObject({ x: 0, y: 0, w: 6, h: 4 });
  expect(placeTile([at("t1", 0, 0)], "b")).toMatchObject({ id: "t2", x: 6, y: 0 });
  expect(placeTile([at("a", 0, 0), at("b", 6, 0)], "c")).toMatchObject({ x: 0, y: 4 });
});

test("tiles change places with their neighbour in reading order", () => {
  const tiles = [at("a", 0, 0), at("b", 6, 0), at("c", 0, 4)];
  expect(places(moveTile(tiles, "a", 1))).toEqual({ b: [0, 0, 6, 4], a: [6, 0, 6, 4], c: [0, 4, 6, 4] });
  expect(moveTile(tiles, "a", -1)).toEqual(tiles);
  expect(places(dropTile(tiles, "c", "a"))).toEqual({ c: [0, 0, 6, 4], a: [6, 0, 6, 4], b: [0, 4, 6, 4] });
});

test("a wider tile pushes its neighbour to the next row", () => {
  const tiles = [at("a", 0, 0), at("b", 6, 0)];
  expect(places(resizeTile(tiles, "a", { w: 1 }))).toEqual({ a: [0, 0, 8, 4], b: [0, 4, 6, 4] });
});

test("settled tiles never overlap and never reach past the last column", () => {
  const tile = fc.record({
    id: fc.uuid(),
    insightId: fc.constant(null),
    text: fc.constant("x"),
    x: fc.integer({ min: 0, max: 11 }),
    y: fc.integer({ min: 0, max: 30 }),
    w: fc.integer({ min: 1, max: 12 }),
    h: fc.integer({ min: 1, max: 8 }),
  });
  fc.assert(
    fc.property(fc.array(tile, { maxLength: 15 }), (tiles) => {
      const settled = settle(tiles);
      for (const a of settled) {
        expect(a.x + a.w).toBeLessThanOrEqual(columns);
        for (const b of settled)
          if (a !== b)
            expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).toBe(false);
      }
    }),
  );
});
