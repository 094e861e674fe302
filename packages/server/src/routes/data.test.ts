import { afterAll, beforeAll, expect, test } from "vitest";
import { homeReply } from "../contract/home.ts";
import { eventPage, person } from "../contract/person.ts";
import { peoplePage } from "../contract/query.ts";
import { publicSurveys } from "../contract/survey.ts";
import { openWorld, ownerEmail, type World } from "../testing/world.ts";

let world: World;
let path: string;
/** A Monday, 10:00 UTC. */
const monday = Date.UTC(2026, 2, 2, 10);
const minute = 60_000;

beforeAll(async () => {
  world = await openWorld();
  path = `/api/projects/${world.project}`;
  await world.write([
    { event: "view", distinctId: "visitor-1", ts: monday, properties: { page: "/", n: 1 } },
    {
      event: "sign up",
      distinctId: "ann",
      ts: monday + minute,
      identified: true,
      set: { email: "ann@example.com", plan: "pro" },
      merge: { otherId: "visitor-1", kind: "identify" },
    },
    { event: "view", distinctId: "ann", ts: monday + 2 * minute, properties: { page: "/a", n: 2 } },
    { event: "view", distinctId: "ann", ts: monday + 2 * minute, properties: { page: "/b", n: 3.5 } },
    { event: "view", distinctId: "bob", ts: monday + 3 * minute, properties: { page: "/", "a b": 'x,"y"' } },
  ]);
  await world.write(
    [{ event: "secret", distinctId: "ann", set: { email: "other@example.com" } }],
    "prj_other",
  );
});
afterAll(() => world.close());

interface People {
  items: { personId: string; label: string }[];
  nextCursor: string | null;
}

test("people are listed by last activity, an identified visitor as one", async () => {
  const page = await world.owner.get<People>(`${path}/people`);
  peoplePage.parse(page);
  expect(page.items.map(({ personId, label }) => [personId, label])).toEqual([
    ["bob", "bob"],
    ["ann", "ann@example.com"],
  ]);
});

test("people are found by part of an id or email, and by a filter", async () => {
  const found = async (query: string) =>
    (await world.owner.get<People>(`${path}/people?${query}`)).items.map(({ personId }) => personId);
  expect(await found("search=EXAMPLE.com")).toEqual(["ann"]);
  expect(await found("search=bo")).toEqual(["bob"]);
  expect(await found("search=nobody")).toEqual([]);
  const filter = {
    type: "group",
    op: "and",
    filters: [{ type: "property", on: "person", key: "plan", operator: "is", value: "pro" }],
  };
  expect(await found(`filter=${encodeURIComponent(JSON.stringify(filter))}`)).toEqual(["ann"]);
  expect(await found(`search=bob&filter=${encodeURIComponent(JSON.stringify(filter))}`)).toEqual([]);
  const wrong = await world.owner.request("GET", `${path}/people?filter=nonsense`);
  expect(wrong.json()).toMatchObject({ code: "FILTER_INVALID", field: "filter" });
});

test("pages of any size list everybody once", async () => {
  for (const limit of [1, 2, 3]) {
    const seen: string[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: People = await world.owner.get(
        `${path}/people?limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`,
      );
      seen.push(...page.items.map(({ personId }) => personId));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(["bob", "ann"]);
  }
});

test("a person is found by any of their ids, with all of them", async () => {
  for (const id of ["ann", "visitor-1"]) {
    const found = await world.owner.get(`${path}/people/${id}`);
    person.parse(found);
    expect(found).toMatchObject({
      personId: "ann",
      distinctIds: ["ann", "visitor-1"],
      eventCount: 4,
      identified: true,
      properties: { email: "ann@example.com" },
      firstSeen: "2026-03-02T10:00:00.000Z",
      lastSeen: "2026-03-02T10:02:00.000Z",
    });
  }
});

test("the timeline holds every event once, in any page size, events of one instant included", async () => {
  for (const limit of [1, 2, 3, 10]) {
    const times: string[] = [];
    const ids = new Set<string>();
    let cursor: string | null = "";
    while (cursor !== null) {
      const page: { items: { ts: string; uuid: string }[]; nextCursor: string | null } =
        await world.owner.get(
          `${path}/people/ann/events?limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`,
        );
      eventPage.parse(page);
      for (const { ts, uuid } of page.items) {
        times.push(ts.slice(14, 19));
        ids.add(uuid);
      }
      cursor = page.nextCursor;
    }
    expect(times).toEqual(["02:00", "02:00", "01:00", "00:00"]);
    expect(ids.size).toBe(4);
  }
});

test("a cursor that was made up is refused", async () => {
  const reply = await world.owner.request("GET", `${path}/people?cursor=made-up`);
  expect(reply.json()).toMatchInlineSnapshot(`
    {
      "code": "CURSOR_INVALID",
      "field": "cursor",
      "next": "Send nextCursor of the page before, unchanged.",
      "problem": "This cursor is not one of ours.",
      "received": "made-up",
      "status": 400,
    }
  `);
});

test("the export holds what count() counts, by day and by format", async () => {
  const lines = async (query: string) =>
    (await world.owner.request("GET", `${path}/export?${query}`)).body.trim().split("\n");
  const all = (await lines("format=ndjson")).map(
    (line) => JSON.parse(line) as { event: string; properties: object },
  );
  expect(all).toHaveLength(5);
  expect(all.find(({ event }) => event === "view")?.properties).toEqual({ page: "/", n: 1 });
  expect(await lines("format=csv")).toHaveLength(6);
  expect(await lines("format=ndjson&from=2026-03-02&to=2026-03-02")).toHaveLength(5);
  expect(await lines("format=ndjson&from=2026-03-03")).toEqual([""]);
  expect(await lines("format=ndjson&from=2026-03-02T10:01:00Z&to=2026-03-02T10:02:00Z")).toHaveLength(1);
  expect(await lines("format=ndjson&event=view")).toHaveLength(4);
  const csv = await lines("format=csv&event=view");
  expect(csv.at(-1)).toContain('"{""a b"":""x,\\""y\\"""",""page"":""/""}"');
});

test("names, types and values of properties come from the data", async () => {
  expect(await world.owner.get(`${path}/schema/events`)).toMatchObject({
    items: [
      { event: "view", count: 4 },
      { event: "sign up", count: 1 },
    ],
  });
  expect(await world.owner.get(`${path}/schema/properties?event=view`)).toEqual({
    items: [
      { key: "page", type: "string", coverage: 1 },
      { key: "n", type: "number", coverage: 0.75 },
      { key: "a b", type: "string", coverage: 0.25 },
    ],
    sampled: 4,
  });
  expect(await world.owner.get(`${path}/schema/values?key=page`)).toEqual({
    items: [
      { value: "/", count: 2 },
      { value: "/a", count: 1 },
      { value: "/b", count: 1 },
    ],
  });
  expect(await world.owner.get(`${path}/schema/values?on=person&key=email&search=ANN`)).toEqual({
    items: [{ value: "ann@example.com", count: 1 }],
  });
});

test("a question is answered, then from the cache, then anew when asked to", async () => {
  const question = {
    kind: "trends",
    range: { from: "2026-03-02", to: "2026-03-02" },
    series: [{ event: "view", measure: { type: "uniques" } }],
  };
  const ask = (query = "") =>
    world.owner.post<{ result: unknown; cached: boolean; sql: string[] }>(`${path}/query${query}`, question);
  const first = await ask();
  expect(first).toMatchObject({ cached: false, result: { series: [{ values: [2], total: 2 }] } });
  expect(first.sql.join()).toContain("SELECT");
  expect((await ask()).cached).toBe(true);
  expect((await ask("?refresh=true")).cached).toBe(false);
  const behind = await world.owner.post<People>(`${path}/query/people`, {
    question,
    point: { kind: "trends", series: 0, bucket: "2026-03-02" },
  });
  expect(behind.items.map(({ personId }) => personId)).toEqual(["bob", "ann"]);
});

test("a chart's point becomes a static cohort, and the cohort a filter", async () => {
  const cohort = await world.owner.post<{ id: string; size: number }>(`${path}/cohorts`, {
    name: "Signed up",
    definition: { kind: "static" },
    from: {
      question: {
        kind: "trends",
        range: { from: "2026-03-02", to: "2026-03-02" },
        series: [{ event: "sign up" }],
      },
      point: { kind: "trends", series: 0, bucket: "2026-03-02" },
    },
  });
  expect(cohort.size).toBe(1);
  const filter = { type: "group", op: "and", filters: [{ type: "cohort", cohort: cohort.id }] };
  const page = await world.owner.get<People>(
    `${path}/people?filter=${encodeURIComponent(JSON.stringify(filter))}`,
  );
  expect(page.items.map(({ personId }) => personId)).toEqual(["ann"]);
});

test("the home page answers whatever state the project is in", async () => {
  const home = homeReply.parse(await world.owner.get(`${path}/home`));
  expect(home.answers.map(({ key }) => key)).toEqual([
    "activePeople",
    "newAndReturning",
    "topEvents",
    "week1Retention",
    "pmf",
  ]);
  expect(home.loop[0]).toEqual({ step: "collect", state: "done" });
  // A running survey is no model.
  expect(home.loop[2]).toMatchObject({ step: "learn", state: expect.not.stringMatching("done") });
  expect(home.health.ok).toBe(true);
});

test("where nobody was new lately, the question of first weeks is asked of all history", async () => {
  const old = await world.owner.post<{ id: string }>("/api/projects", { name: "Old customers" });
  const weeksAgo = (weeks: number) => Date.now() - weeks * 7 * 24 * 60 * minute;
  await world.write(
    [
      { event: "buy", distinctId: "ann", ts: weeksAgo(40) },
      { event: "buy", distinctId: "ann", ts: weeksAgo(39) },
      { event: "buy", distinctId: "bob", ts: weeksAgo(40) },
      { event: "buy", distinctId: "ann", ts: weeksAgo(2) },
    ],
    old.id,
  );
  const home = homeReply.parse(await world.owner.get(`/api/projects/${old.id}/home`));
  const week1 = home.answers.find(({ key }) => key === "week1Retention");
  expect(week1?.question).toMatchObject({ range: { from: "all" } });
  const average = week1?.result?.kind === "retention" ? week1.result.average : [];
  expect(average[0]?.rates[1]).toMatchObject({ n: 2, value: 0.5 });
});

test("market rows are added, replaced and removed by segment, period and player", async () => {
  const row = {
    segment: "",
    period: "2026-01-01",
    player: "own",
    value: 120,
    low: null,
    high: null,
    unit: "USD",
    source: "books",
    asOf: "2026-02-01",
  };
  const put = (rows: object[]) => world.owner.request("PUT", `${path}/market`, { rows });
  await put([row, { ...row, player: "market", value: 1000 }]);
  expect((await put([{ ...row, value: 150 }])).json().items).toEqual([
    { ...row, player: "market", value: 1000 },
    { ...row, value: 150 },
  ]);
  const left = await world.owner.post<{ items: object[] }>(`${path}/market/delete`, {
    rows: [{ period: row.period, player: "market" }],
  });
  expect(left.items).toEqual([{ ...row, value: 150 }]);
  expect((await put([{ ...row, low: 200 }])).json()).toMatchObject({ field: "rows.0.low", status: 400 });
});

test("a running survey reaches the tracker by the write key, a stopped one does not", async () => {
  const keys = await world.owner.get<{ items: { value: string }[] }>(`${path}/keys`);
  const forTracker = async () => {
    const reply = await world.nobody.request("GET", `/api/surveys/?token=${keys.items[0]?.value}`);
    expect(reply.headers["access-control-allow-origin"]).toBe("*");
    return publicSurveys.parse(reply.json()).surveys;
  };
  const made = await world.owner.post<{ id: string; questions: { id: string }[] }>(`${path}/surveys`, {
    name: "Fit",
    kind: "pmf",
  });
  expect(made.questions.map(({ id }) => id)).toEqual(["disappointment", "persona", "benefit", "improve"]);
  expect(await forTracker()).toEqual([]);
  await world.owner.request("PATCH", `${path}/surveys/${made.id}`, { status: "running" });
  expect((await forTracker()).map(({ id }) => id)).toEqual([made.id]);
  await world.write([{ event: "survey sent", distinctId: "ann", properties: { $survey_id: made.id } }]);
  expect(await world.owner.get(`${path}/surveys/${made.id}`)).toMatchObject({
    answers: 1,
    shown: 0,
    status: "running",
  });
  await world.owner.request("PATCH", `${path}/surveys/${made.id}`, { status: "stopped" });
  expect(await forTracker()).toEqual([]);
});

test("addresses are kept and crawlers dropped when the project says so, from the next event on", async () => {
  const made = await world.owner.post<{ id: string; storeIp: boolean; dropBots: boolean }>("/api/projects", {
    name: "Private",
  });
  expect(made).toMatchObject({ storeIp: false, dropBots: false });
  const keys = await world.owner.get<{ items: { value: string }[] }>(`/api/projects/${made.id}/keys`);
  const send = (event: string, agent: string) =>
    world.nobody.request(
      "POST",
      "/capture",
      { api_key: keys.items[0]?.value, event, distinct_id: "u", properties: { $ip: "203.0.113.9" } },
      { headers: { "user-agent": agent } },
    );
  const crawler = "Mozilla/5.0 (compatible; Googlebot/2.1)";
  await send("before", crawler);
  const changed = await world.owner.request("PATCH", `/api/projects/${made.id}`, {
    storeIp: true,
    dropBots: true,
  });
  expect(changed.json()).toMatchObject({ storeIp: true, dropBots: true, name: "Private" });
  expect((await send("crawled", crawler)).statusCode).toBe(200);
  await send("after", "Mozilla/5.0 Firefox/140.0");
  const { items } = await world.owner.get<{ items: { event: string; properties: { $ip?: string } }[] }>(
    `/api/projects/${made.id}/live`,
  );
  expect(items.map(({ event, properties }) => [event, properties.$ip])).toEqual([
    ["after", "203.0.113.9"],
    ["before", undefined],
  ]);
});

test("insights and dashboards are kept, listed, changed by field and removed", async () => {
  const question = { kind: "trends", series: [{ event: "view" }] };
  const insight = await world.owner.post<{ id: string }>(`${path}/insights`, { name: "Views", question });
  const board = await world.owner.post<{ id: string }>(`${path}/dashboards`, { name: "Board" });
  for (const [things, { id }] of [
    ["insights", insight],
    ["dashboards", board],
  ] as const) {
    const one = `${path}/${things}/${id}`;
    const changed = await world.owner.request("PATCH", one, { name: "Renamed" });
    expect(changed.json()).toMatchObject({ id, name: "Renamed", createdBy: ownerEmail });
    expect(await world.owner.get(one)).toEqual(changed.json());
    expect(await world.owner.get(`${path}/${things}`)).toEqual({ items: [changed.json()] });
    expect((await world.owner.request("DELETE", one)).statusCode).toBe(200);
    expect((await world.owner.request("GET", one)).statusCode).toBe(404);
  }
});

test("a removed project's events are gone from the warehouse, the others' stay", async () => {
  const made = await world.owner.post<{ id: string }>("/api/projects", { name: "Short" });
  await world.write([{ event: "x", distinctId: "u" }], made.id);
  expect((await world.owner.request("DELETE", `/api/projects/${made.id}`)).statusCode).toBe(200);
  const left = await world.warehouse.query<{ project: string }>("SELECT DISTINCT project FROM events");
  const projects = left.map(({ project }) => project);
  expect(projects).not.toContain(made.id);
  expect(projects).toEqual(expect.arrayContaining([world.project, "prj_other"]));
});

test("the API describes itself, every route of it", async () => {
  const document = await world.nobody.get<{ paths: Record<string, object> }>("/openapi.json");
  const listed = world.app.routeList.filter(
    ({ url, method }) => url.startsWith("/api/") && method !== "HEAD" && method !== "OPTIONS",
  );
  for (const { url } of listed)
    expect.soft(document.paths, url).toHaveProperty([url.replace(/\/$/, "").replace(/:(\w+)/g, "{$1}")]);
  const docs = await world.nobody.request("GET", "/docs");
  expect(docs.statusCode).toBe(200);
});
