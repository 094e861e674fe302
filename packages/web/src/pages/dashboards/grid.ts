import type { Tile } from "@lepton/server";

export const columns = 12;
const half = 6;
const defaultHeight = 4;

const overlaps = (a: Tile, b: Tile) =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
const byPlace = (a: Tile, b: Tile) => a.y - b.y || a.x - b.x;

/** Ids of tiles are made here; the server takes letters, digits, _ and -. */
function tileId(tiles: readonly Tile[]): string {
  const taken = new Set(tiles.map(({ id }) => id));
  let n = tiles.length + 1;
  while (taken.has(`t${n}`)) n += 1;
  return `t${n}`;
}

/** A new tile in the first free half row, from the top. */
export function placeTile(
  tiles: readonly Tile[],
  insightId: string | null,
  text: string | null = null,
): Tile {
  const tile = {
    id: tileId(tiles),
    insightId,
    text,
    x: 0,
    y: 0,
    w: half,
    h: text === null ? defaultHeight : 2,
  };
  for (let y = 0; ; y += 1)
    for (const x of [0, half]) {
      const placed = { ...tile, x, y };
      if (!tiles.some((one) => overlaps(one, placed))) return placed;
    }
}

/** No gaps and no overlaps: tiles keep their order and fall upwards. */
export function settle(tiles: readonly Tile[]): Tile[] {
  const done: Tile[] = [];
  for (const tile of [...tiles].sort(byPlace)) {
    const x = Math.max(0, Math.min(tile.x, columns - tile.w));
    let y = 0;
    while (done.some((one) => overlaps(one, { ...tile, x, y }))) y += 1;
    done.push({ ...tile, x, y });
  }
  return done;
}

/** Changes places with the neighbour before or after in reading order. */
export function moveTile(tiles: readonly Tile[], id: string, by: -1 | 1): Tile[] {
  const ordered = [...tiles].sort(byPlace);
  const at = ordered.findIndex((one) => one.id === id);
  const [tile, other] = [ordered[at], ordered[at + by]];
  if (!tile || !other) return [...tiles];
  ordered[at] = other;
  ordered[at + by] = tile;
  return flow(ordered);
}

/** Puts `id` in front of `before` in reading order (a drop). */
export function dropTile(tiles: readonly Tile[], id: string, before: string): Tile[] {
  const ordered = [...tiles].sort(byPlace);
  const tile = ordered.find((one) => one.id === id);
  if (!tile || id === before) return [...tiles];
  const from = ordered.indexOf(tile);
  const rest = ordered.filter((one) => one.id !== id);
  const to = rest.findIndex((one) => one.id === before);
  // Dropped on a later tile it goes behind it, on an earlier one before it.
  rest.splice(from <= to ? to + 1 : to, 0, tile);
  return flow(rest);
}

/** Widths a tile may take: a third, half, two thirds, the whole row. */
const widths = [4, 6, 8, 12];
export function resizeTile(tiles: readonly Tile[], id: string, by: { w?: -1 | 1; h?: -1 | 1 }): Tile[] {
  const next = tiles.map((tile) => {
    if (tile.id !== id) return tile;
    const at = Math.max(
      0,
      widths.findIndex((width) => width >= tile.w),
    );
    const w = by.w ? (widths[Math.max(0, Math.min(widths.length - 1, at + by.w))] ?? tile.w) : tile.w;
    return { ...tile, w, h: Math.max(2, Math.min(12, tile.h + (by.h ?? 0))) };
  });
  return flow([...next].sort(byPlace));
}

/** Rows filled from left to right in the order given. */
export function flow(ordered: readonly Tile[]): Tile[] {
  let [x, y, rowHeight] = [0, 0, 0];
  const placed: Tile[] = [];
  for (const tile of ordered) {
    if (x + tile.w > columns) {
      x = 0;
      y += rowHeight;
      rowHeight = 0;
    }
    placed.push({ ...tile, x, y });
    x += tile.w;
    rowHeight = Math.max(rowHeight, tile.h);
  }
  return settle(placed);
}
