import { expect, test } from "vitest";
import { similarTo } from "../space/similar.ts";
import { textSpaceFromJSON } from "../space/textSpace.ts";
import { discoverThemes } from "./discoverThemes.ts";
import type { Themes } from "./types.ts";

/** Made-up feedback: parts of a sentence put together, a topic each. */
const topics = {
  delivery: [
    ["The delivery", "My parcel", "The courier"],
    ["arrived late", "came two days late", "was late again"],
  ],
  billing: [
    ["I was", "My card was", "Our team was"],
    ["charged twice", "charged twice, refund please", "charged twice and want a refund"],
  ],
  crash: [
    ["The app crashes", "App crashes", "It crashes"],
    ["on export", "when I export a report", "during export"],
  ],
  配送: [
    ["外卖", "送餐", "骑手"],
    ["太慢了，等了一个小时", "迟到，等了很久", "配送太慢"],
  ],
} as const;
const truth: string[] = [];
const texts = Object.entries(topics).flatMap(([topic, [starts, ends]]) =>
  starts.flatMap((start) =>
    ends.flatMap((end) =>
      ["", "!", " :("].map((sign) => {
        truth.push(topic);
        return /\p{Script=Han}/u.test(start) ? `${start}${end}${sign}` : `${start} ${end}${sign}`;
      }),
    ),
  ),
);
const isThemes = (answer: { kind: string }): Themes => {
  expect(answer.kind).toBe("themes");
  return answer as Themes;
};

test("themes of two languages are told apart, sized, named and quoted", async () => {
  const found = isThemes(await discoverThemes([...texts, "", "👍👍"], { seed: 2, themes: 4 }));
  expect(found.themes).toHaveLength(4);
  // Every theme speaks of one topic.
  for (const { rows, size, quotes, name, share } of found.themes) {
    const seen = new Set(Array.from(rows, (row) => truth[row]));
    expect(seen.size).toBe(1);
    expect(size).toBe(rows.length);
    expect(share).toBeCloseTo(size / texts.length, 12);
    expect(quotes).toHaveLength(3);
    expect(new Set(quotes.map(({ text }) => text)).size).toBe(3);
    for (const { row, text } of quotes) expect(texts[row]).toBe(text);
    expect(name.length).toBeGreaterThan(0);
  }
  const named = (topic: string) => found.themes.find(({ rows }) => truth[rows[0] as number] === topic)?.name;
  expect(named("billing")).toMatch(/charged twice|refund/);
  expect(named("crash")).toMatch(/crashes|export/);
  expect(named("配送")).toMatch(/慢|外卖|配送|送餐/);
  expect(found.empty).toBe(2);
  expect(found.languages).toMatchObject({ en: 81, zh: 27 });
  expect([...found.themeOf.slice(-2)]).toEqual([-1, -1]);
});

test("sizes, others and empty texts add up; the number of themes is that of the largest silhouette", async () => {
  const found = isThemes(await discoverThemes([...texts, ""], { seed: 2, mostThemes: 6 }));
  const inThemes = found.themes.reduce((sum, { size }) => sum + size, 0);
  expect(inThemes + found.other + found.empty).toBe(texts.length + 1);
  const { by, tried } = found.choice;
  expect(by).toBe("silhouette");
  expect(tried.map(({ themes }) => themes)).toEqual([2, 3, 4, 5, 6]);
  const best = tried.reduce((a, b) => (b.silhouette > a.silhouette ? b : a));
  expect(found.themes.length).toBeLessThanOrEqual(best.themes);
  found.themes.forEach(({ size }, i) => {
    expect(size).toBeLessThanOrEqual(found.themes[i - 1]?.size ?? size);
  });
});

test("the same seed gives the same themes", async () => {
  const [one, two] = [await discoverThemes(texts, { seed: 4 }), await discoverThemes(texts, { seed: 4 })];
  expect(JSON.stringify(two)).toBe(JSON.stringify(one));
});

test("new texts go where their like are, and those of unknown words nowhere", async () => {
  const found = isThemes(await discoverThemes(texts, { seed: 2, themes: 4 }));
  const [late, unknown] = found.assign(["parcel late", "zzz qqq"]);
  expect(truth[found.themes[late as number]?.rows[0] as number]).toBe("delivery");
  expect(unknown).toBe(-1);
});

test("similar feedback is of the same topic, without the text itself, also from a saved space", async () => {
  const { space } = isThemes(await discoverThemes(texts, { seed: 2 }));
  const found = similarTo(space, 0, { limit: 5 });
  expect(found).toHaveLength(5);
  for (const { row } of found) {
    expect(row).not.toBe(0);
    expect(truth[row]).toBe("delivery");
  }
  const loaded = textSpaceFromJSON(JSON.parse(JSON.stringify(space)));
  expect(similarTo(loaded, "charged twice")).toEqual(similarTo(space, "charged twice"));
  expect(similarTo(space, "zzz")).toEqual([]);
  expect(() => similarTo(space, 999)).toThrow(expect.objectContaining({ code: "LEARN_TEXT_ROW" }));
});

test("too few texts, empty ones and one text again and again are answered as too few", async () => {
  expect(await discoverThemes([])).toEqual({ kind: "notEnough", have: 0, need: 20 });
  expect(await discoverThemes(texts.slice(0, 5))).toEqual({ kind: "notEnough", have: 5, need: 20 });
  expect(await discoverThemes(new Array(500).fill("Great app"))).toEqual({
    kind: "notEnough",
    have: 1,
    need: 20,
  });
  expect(await discoverThemes(new Array(50).fill("!!"))).toEqual({ kind: "notEnough", have: 0, need: 20 });
});

test("what is no text is refused, and an abort ends it", async () => {
  await expect(discoverThemes([null as unknown as string])).rejects.toMatchObject({
    code: "LEARN_TEXT_KIND",
  });
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(discoverThemes(texts, { signal })).rejects.toThrow("enough");
});
