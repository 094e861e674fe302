import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Cohort } from "../contract/cohort.ts";
import type { FeedbackInbox, FeedbackSimilar, FeedbackThemes } from "../contract/feedback.ts";
import { openWorld, type World } from "../testing/world.ts";

const dayMs = 86_400_000;

/**
 * Twelve customers answered the four questions 60 days ago: five want lower prices, four a mobile app, three better
 * search. Of the five, p1 and p2 came back on day 10 and were there yesterday, p3 to p5 never; of the others m1 to m3
 * came back. Each paid 10, 20, … 120 on the day before they answered; p5 another 1,000 a year ago.
 */
const wishes = [
  "cheaper price please",
  "the price is too high",
  "lower the price",
  "price for students",
  "a fair price",
  "a mobile app",
  "mobile app for Android",
  "I need the mobile app",
  "mobile app on my iPad",
  "search finds nothing",
  "better search",
  "search by colour",
];
const idOf = (i: number) => (i < 5 ? `p${i + 1}` : i < 9 ? `m${i - 4}` : `s${i - 8}`);
const backs = ["p1", "p2", "m1", "m2", "m3"];

let world: World;
let path = "";
const now = Date.now();
beforeAll(async () => {
  world = await openWorld();
  path = `/api/projects/${world.project}`;
  await world.owner.request("PATCH", path, {
    coreEvent: "open",
    revenueEvent: "pay",
    revenueProperty: "amount",
  });
  const at = (daysAgo: number) => now - daysAgo * dayMs;
  await world.write(
    wishes.flatMap((improve, i): Parameters<World["write"]>[0] => {
      const distinctId = idOf(i);
      return [
        { event: "open", distinctId, ts: at(61), dedupeKey: `o${i}` },
        {
          event: "pay",
          distinctId,
          ts: at(61),
          dedupeKey: `m${i}`,
          properties: { amount: 10 * (i + 1) },
        },
        {
          event: "survey sent",
          distinctId,
          ts: at(60) + i * 1000,
          dedupeKey: `a${i}`,
          properties: {
            $survey_id: "s1",
            $survey_name: "Fit",
            $survey_kind: "pmf",
            $survey_response: i % 2 === 0 ? "somewhat" : "very",
            $survey_response_improve: improve,
            ...(i === 0 ? { $survey_response_benefit: "it is quick" } : {}),
          },
        },
        ...(backs.includes(distinctId)
          ? [
              { event: "open", distinctId, ts: at(50), dedupeKey: `b${i}` },
              { event: "open", distinctId, ts: at(1), dedupeKey: `y${i}` },
            ]
          : []),
        ...(distinctId === "p5"
          ? [{ event: "pay", distinctId, ts: at(365), dedupeKey: "old", properties: { amount: 1000 } }]
          : []),
      ];
    }),
  );
}, 120_000);
afterAll(() => world?.close());

const themesAt = (query = "") => world.owner.get<FeedbackThemes>(`${path}/feedback/themes?from=-90d${query}`);
const inboxAt = (query = "") => world.owner.get<FeedbackInbox>(`${path}/feedback?from=-90d${query}`);

describe("themes of a made-up company, counted by hand", { timeout: 120_000 }, () => {
  test("people, shares and the money at risk rank the themes", async () => {
    const { themes, texts, people, other, money, risk, found } = await themesAt();
    expect({ texts, people, other, money, risk, found }).toEqual({
      texts: 12,
      people: 12,
      other: 0,
      money: { currency: "USD", days: 90 },
      risk: { by: "inactive", days: 30 },
      found: [
        { kind: "asks", by: "keywords" },
        { kind: "praise", by: "keywords" },
      ],
    });
    // Mobile: 60 + 70 + 80 + 90, at risk m4's 90. Search: 100 + 110 + 120, all at risk. Price: 150, p3 to p5's 120.
    expect(
      themes.map(({ name, people: n, revenue, atRisk, fit }) => [name, n, revenue, atRisk, fit]),
    ).toEqual([
      ["search", 3, 330, { people: 3, revenue: 330 }, { very: 2, somewhat: 1, not: 0 }],
      ["price", 5, 150, { people: 3, revenue: 120 }, { very: 2, somewhat: 3, not: 0 }],
      ["mobile app", 4, 300, { people: 1, revenue: 90 }, { very: 2, somewhat: 2, not: 0 }],
    ]);
    const price = themes[1];
    // Wilson of 5 of 12 with z = 1.959964, by hand.
    expect(price?.share.value).toBeCloseTo(5 / 12, 12);
    expect([price?.share.low?.toFixed(4), price?.share.high?.toFixed(4)]).toEqual(["0.1933", "0.6805"]);
    expect(price?.trend.reduce((sum, { texts: n }) => sum + n, 0)).toBe(5);
  });

  test("who said it came back beside the others: 2 of 5 and 3 of 7", async () => {
    const { themes } = await themesAt();
    const { said, others, difference } = themes.find(({ name }) => name === "price")?.returned ?? {};
    expect([said?.value, said?.n, others?.value, others?.n]).toEqual([2 / 5, 5, 3 / 7, 7]);
    expect(difference?.value).toBeCloseTo(2 / 5 - 3 / 7, 12);
  });

  test("sentiment without rated texts says how many are needed", async () => {
    expect((await themesAt()).sentiment).toEqual({ kind: "notEnough", have: 0, need: 100, of: null });
  });

  test("wishes and praise are apart unless asked for together", async () => {
    expect((await inboxAt()).total).toBe(12);
    expect((await inboxAt("&kind=praise")).items.map(({ text, about }) => [text, about])).toEqual([
      ["it is quick", "praise"],
    ]);
    expect((await inboxAt("&kind=all")).total).toBe(13);
  });
});

describe("the inbox", { timeout: 120_000 }, () => {
  test("pages without gaps or repeats, newest first", async () => {
    const first = await inboxAt("&limit=7");
    const second = await inboxAt(`&limit=7&cursor=${first.nextCursor}`);
    expect([first.items.length, second.items.length, second.nextCursor]).toEqual([7, 5, null]);
    expect([...first.items, ...second.items].map(({ text }) => text)).toEqual([...wishes].reverse());
    expect(first.items[0]).toMatchObject({
      personId: "s3",
      question: "improve",
      survey: { id: "s1", name: "Fit" },
      rating: { scale: "pmf", value: "very" },
      language: "en",
      theme: { name: "search" },
      sentiment: null,
      simulated: false,
    });
  });

  test("narrows by text in any case, theme and segment", async () => {
    expect((await inboxAt("&search=PRICE")).total).toBe(5);
    const { themes } = await themesAt();
    const mobile = themes.find(({ name }) => name === "mobile app")?.id;
    expect((await inboxAt(`&theme=${mobile}`)).total).toBe(4);
    expect((await inboxAt("&theme=gone")).total).toBe(0);
    const cohort = await world.owner.post<Cohort>(`${path}/cohorts`, {
      name: "Two",
      definition: { kind: "static" },
      people: ["p1", "s1"],
    });
    const filter = { type: "group", op: "and", filters: [{ type: "cohort", cohort: cohort.id }] };
    const segment = `&filter=${encodeURIComponent(JSON.stringify(filter))}`;
    expect((await inboxAt(segment)).items.map(({ personId }) => personId)).toEqual(["s1", "p1"]);
    const { people, themes: own } = await themesAt(segment);
    expect([people, own.map(({ name, people: n }) => [name, n])]).toEqual([
      2,
      [
        ["search", 1],
        ["price", 1],
      ],
    ]);
  });

  test("others who say the like, most alike first", async () => {
    const { items } = await inboxAt("&search=Android");
    const similar = await world.owner.get<FeedbackSimilar>(
      `${path}/feedback/similar?entry=${encodeURIComponent(items[0]?.id ?? "")}`,
    );
    expect(similar.entry.text).toBe("mobile app for Android");
    expect(similar.items.length).toBeGreaterThan(0);
    for (const { theme, people } of similar.items) {
      expect(theme?.name).toBe("mobile app");
      expect(people).toBe(1);
    }
    expect(similar.same).toBe(0);
    const gone = await world.owner.request("GET", `${path}/feedback/similar?entry=x:y`);
    expect([gone.statusCode, gone.json().code]).toEqual([404, "FEEDBACK_NOT_FOUND"]);
  });

  test("refuses what it does not understand, naming the field", async () => {
    const bad = async (query: string) =>
      (await world.owner.request("GET", `${path}/feedback?${query}`)).json<{ field: string }>().field;
    expect(await bad("from=yesterday")).toBe("from");
    expect(await bad("limit=1000")).toBe("limit");
    expect(await bad("sentiment=furious")).toBe("sentiment");
    expect(await bad("filter=nonsense")).toBe("filter");
    expect(await bad("cursor=nonsense")).toBe("cursor");
  });
});

describe("what follows from a theme", { timeout: 120_000 }, () => {
  test("its people become a cohort that any question can use; viewers may not", async () => {
    const { themes } = await themesAt();
    const theme = themes.find(({ name }) => name === "price")?.id;
    const body = { name: "Said: price", theme, from: "-90d" };
    const viewer = await world.member("viewer", world.project);
    expect((await viewer.request("POST", `${path}/feedback/cohorts`, body)).statusCode).toBe(403);
    const made = await world.owner.post<Cohort>(`${path}/feedback/cohorts`, body);
    expect(made).toMatchObject({ name: "Said: price", size: 5, definition: { kind: "static" } });
    const filter = { type: "group", op: "and", filters: [{ type: "cohort", cohort: made.id }] };
    const { items } = await world.owner.get<{ items: { personId: string }[] }>(
      `${path}/people?filter=${encodeURIComponent(JSON.stringify(filter))}`,
    );
    expect(items.map(({ personId }) => personId).sort()).toEqual(["p1", "p2", "p3", "p4", "p5"]);
    const gone = await world.owner.request("POST", `${path}/feedback/cohorts`, { ...body, theme: "gone" });
    expect([gone.statusCode, gone.json().code]).toEqual([404, "FEEDBACK_THEME_UNKNOWN"]);
  });

  test("events that the project names are feedback, too", async () => {
    const saved = await world.owner.request("PATCH", path, {
      feedbackEvents: [{ event: "ticket", property: "message", scoreProperty: "stars", scale: "csat" }],
    });
    expect(saved.json()).toMatchObject({ feedbackEvents: [{ event: "ticket", property: "message" }] });
    const half = await world.owner.request("PATCH", path, {
      feedbackEvents: [{ event: "ticket", property: "message", scoreProperty: "stars" }],
    });
    expect([half.statusCode, half.json().field]).toEqual([400, "feedbackEvents.0.scale"]);
    const other = await world.owner.post<{ id: string }>("/api/projects", {
      name: "Tickets",
      feedbackEvents: [{ event: "ticket", property: "message", scoreProperty: "stars", scale: "csat" }],
    });
    await world.write(
      [{ event: "ticket", distinctId: "t1", properties: { message: "登录总是失败", stars: 1 } }],
      other.id,
    );
    const { items } = await world.owner.get<FeedbackInbox>(`/api/projects/${other.id}/feedback`);
    expect(items).toMatchObject([
      {
        text: "登录总是失败",
        question: "message",
        event: "ticket",
        language: "zh",
        survey: null,
        rating: { scale: "csat", value: "1" },
        sentiment: { feeling: "negative", by: "rating", probability: null },
      },
    ]);
  });

  test("a project without feedback has none, and says so", async () => {
    const empty = await world.owner.post<{ id: string }>("/api/projects", { name: "Empty" });
    const found = await world.owner.get<FeedbackThemes>(`/api/projects/${empty.id}/feedback/themes`);
    expect(found).toMatchObject({ texts: 0, people: 0, themes: [], read: { texts: 0 }, money: null });
  });
});
