import type { AddressInfo } from "node:net";
import { random } from "@lepton/core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import type { ForecastedLine, ForecastReply } from "../contract/forecast.ts";
import type { Insight } from "../contract/insight.ts";
import { openWorld, type World } from "../testing/world.ts";

const dayMs = 86_400_000;
const regions = ["north", "east", "south", "west"];
const days = 220;
const today = Math.floor(Date.now() / dayMs) * dayMs;
const dayOf = (t: number) => today - (days - t) * dayMs;
const dateOf = (t: number) => new Date(dayOf(t)).toISOString().slice(0, 10);

/** Made-up visits: a level that grows, a week, noise; today three visits so far. */
const draw = random(11);
const truth = regions.map((_, r) =>
  Array.from({ length: days }, (_, t) =>
    Math.max(
      0,
      Math.round(22 + 4 * r + 0.08 * t + 9 * Math.sin((2 * Math.PI * (t + r)) / 7) + 2.5 * draw.normal()),
    ),
  ),
);

let world: World;
beforeAll(async () => {
  world = await openWorld({ localToken: "local-token" });
  const visit = (region: string, ts: number, i: number) => ({
    event: "visit",
    distinctId: `${region}-${i}`,
    ts,
    properties: { region },
  });
  await world.write(
    regions.flatMap((region, r) =>
      Array.from({ length: days }, (_, t) =>
        Array.from({ length: truth[r]?.[t] ?? 0 }, (_, i) => visit(region, dayOf(t) + i * 60_000, i)),
      ).flat(),
    ),
  );
  await world.write([0, 1, 2].map((i) => visit("north", today + 1, i)));
  await world.write(
    Array.from({ length: 20 }, (_, t) => ({
      event: "young",
      distinctId: "a",
      ts: dayOf(days - 20 + t) + 1,
    })),
  );
}, 120_000);
afterAll(() => world.close());

const question = (more: object = {}) => ({
  kind: "trends",
  range: { from: "-30d", to: null },
  series: [{ event: "visit" }],
  ...more,
});
const ask = (body: object, search = "") =>
  world.owner.post<ForecastReply>(`/api/projects/${world.project}/forecast${search}`, body);
const refused = async (body: object) => {
  const reply = await world.owner.request("POST", `/api/projects/${world.project}/forecast`, body);
  return { status: reply.statusCode, ...reply.json<{ code: string; field?: string }>() };
};
const forecasts = ({ lines }: ForecastReply) =>
  lines.filter((line): line is ForecastedLine => line.kind === "forecast");

describe("a forecast", { timeout: 180_000 }, () => {
  test("of days that were held back errs less than repeating last week, and its interval holds them", async () => {
    const cut = days - 28;
    const reply = await ask({
      question: question({
        range: { from: dateOf(cut - 30), to: dateOf(cut - 1) },
        breakdown: { key: "region" },
      }),
      horizon: 28,
    });
    const lines = forecasts(reply);
    expect(lines.map(({ breakdown }) => breakdown).sort()).toEqual([...regions].sort());
    let [own, repeated, inside] = [0, 0, 0];
    for (const line of lines) {
      const all = truth[regions.indexOf(line.breakdown ?? "")] ?? [];
      expect(line.buckets[0]).toBe(dateOf(cut));
      expect(line.history.points).toBe(cut - 1);
      for (let h = 0; h < 28; h++) {
        const y = all[cut + h] as number;
        own += Math.abs(y - (line.mean[h] as number));
        repeated += Math.abs(y - (all[cut - 7 + (h % 7)] as number));
        if (y >= (line.low[h] as number) && y <= (line.high[h] as number)) inside++;
      }
    }
    expect(own).toBeLessThan(repeated);
    // 112 steps: 0.8 to 1 is what a 90 % interval of four correlated stretches may hold.
    expect(inside / (28 * regions.length)).toBeGreaterThan(0.8);
  });

  test("learns from before the chart's range, leaves today out, and prints its rehearsal beside repeating last week", async () => {
    const reply = await ask({ question: question() });
    const [line] = forecasts(reply);
    expect(reply.horizon).toBe(28);
    expect(line?.history).toMatchObject({ points: days - 1, to: dateOf(days - 1), seasons: [7] });
    expect(line?.buckets[0]).toBe(dateOf(days));
    expect(reply.warnings.map(({ code }) => code)).toEqual(["FORECAST_RUNNING"]);
    const { methods, coverage, rehearsals, choiceOrigins, checkOrigins } = line?.backtest ?? {
      methods: [],
      rehearsals: [],
    };
    expect(methods.filter(({ isShown }) => isShown)).toHaveLength(1);
    const lastWeek = methods.find(({ key, season }) => key === "seasonalNaive" && season === 7);
    expect(lastWeek?.choice?.mae).toBeGreaterThan(0);
    expect(lastWeek?.check?.mae).toBeGreaterThan(0);
    expect(line?.verdict.code).toBe("better");
    expect(line?.verdict.text).toMatch(/ less than repeating /);
    expect(rehearsals).toHaveLength((choiceOrigins ?? 0) + (checkOrigins ?? 0));
    expect(coverage?.n).toBe(28 * rehearsals.length);
    expect(coverage?.share).toBeGreaterThan(0.75);
  });

  test("is the same from the cache, and new when the data are", async () => {
    const body = { question: question({ range: { from: "-60d", to: null } }), horizon: 7 };
    const first = await ask(body);
    const second = await ask({ ...body, budgetSeconds: 20 });
    expect([first.cached, second.cached]).toEqual([false, true]);
    expect(second.lines).toEqual(first.lines);
    await world.write([{ event: "visit", distinctId: "late", ts: dayOf(days - 2) + 5 }]);
    const third = await ask(body, "?refresh=true");
    expect(third.fingerprint).not.toBe(first.fingerprint);
  });

  test("says how likely a target is by a date; a higher one is no likelier, and its date moves the horizon", async () => {
    const last = forecasts(await ask({ question: question(), horizon: 14 }))[0]?.history.last ?? 0;
    const chance = async (value: number, date: string) => {
      const reply = await ask({ question: question(), horizon: 14, target: { value, date } });
      return { target: forecasts(reply)[0]?.target, horizon: reply.horizon };
    };
    const near = await chance(Math.ceil(last) + 5, dateOf(days + 9));
    expect(near.target).toMatchObject({ step: 10, bucket: dateOf(days + 9), direction: "above", n: 16 });
    expect(near.target?.text).toMatch(/% to reach .* by .* earlier forecasts\)\.$/);
    const far = await chance(Math.ceil(last) + 60, dateOf(days + 9));
    expect(far.target?.probability ?? 1).toBeLessThanOrEqual(near.target?.probability ?? 0);
    expect((await chance(Math.ceil(last) + 5, dateOf(days + 29))).horizon).toBe(30);
  });

  test("of a running sum never falls", async () => {
    const reply = await ask({ question: question({ cumulative: true, range: { from: "-120d", to: null } }) });
    const path = forecasts(reply)[0];
    for (const of of ["mean", "low", "high"] as const)
      path?.[of].forEach((value, h) => {
        expect(value).toBeGreaterThanOrEqual(path[of][h - 1] ?? path.history.last);
      });
  });

  test("too few points are an answer of their own, with how many are needed and what would do", async () => {
    const asked = { question: question({ series: [{ event: "young" }] }), horizon: 28 };
    const [line] = (await ask(asked)).lines;
    expect(line).toMatchObject({ kind: "short", have: 19, need: 70, possibleHorizon: 2 });
    const [possible] = (await ask({ ...asked, horizon: 2 })).lines;
    expect(possible?.kind).toBe("forecast");
    const [nothing] = (await ask({ question: question({ series: [{ event: "never" }] }) })).lines;
    expect(nothing).toMatchObject({ kind: "short", have: 0, possibleHorizon: 0 });
  });
});

test("bad input names its field and starts nothing", async () => {
  expect(await refused({ question: question(), horizon: 0 })).toMatchObject({
    status: 400,
    field: "horizon",
  });
  expect(await refused({ question: question(), level: 0.5 })).toMatchObject({ status: 400, field: "level" });
  expect(await refused({ question: { kind: "pmfScore" } })).toMatchObject({ status: 400 });
  for (const date of [dateOf(days - 3), "2099-01-01"])
    expect(await refused({ question: question(), target: { value: 5, date } })).toMatchObject({
      code: "FORECAST_TARGET_DATE",
      status: 400,
      field: "target.date",
    });
});

test("a viewer may ask; nobody and a key without the scope may not", { timeout: 180_000 }, async () => {
  const path = `/api/projects/${world.project}/forecast`;
  const body = { question: question(), horizon: 7 };
  const viewer = await world.member("viewer", world.project);
  expect((await viewer.request("POST", path, body)).statusCode).toBe(200);
  expect((await world.nobody.request("POST", path, body)).statusCode).toBe(401);
  const program = await world.program(["import:write"], world.project);
  expect((await program.request("POST", path, body)).statusCode).toBe(403);
});

test("who goes away frees the process for who waits, and progress is told by ticket meanwhile", {
  timeout: 180_000,
}, async () => {
  await world.app.listen({ port: 0, host: "127.0.0.1" });
  const { port } = world.app.server.address() as AddressInfo;
  const path = `/api/projects/${world.project}/forecast`;
  const leaving = new AbortController();
  const ticket = "ticket-of-a-test";
  const asked = fetch(`http://127.0.0.1:${port}${path}`, {
    method: "POST",
    headers: { authorization: "Bearer local-token", "content-type": "application/json" },
    body: JSON.stringify({ question: question({ range: { from: "-90d", to: null } }), seed: 77, ticket }),
    signal: leaving.signal,
  }).catch((error: Error) => error.name);
  const progress = () => world.owner.get<{ state: string }>(`${path}/progress?ticket=${ticket}`);
  await vi.waitFor(async () => expect((await progress()).state).toBe("running"), {
    timeout: 20_000,
    interval: 5,
  });
  const behind = ask({ question: question(), horizon: 5, seed: 78 });
  leaving.abort();
  expect(await asked).toBe("AbortError");
  expect((await behind).lines[0]?.kind).toBe("forecast");
  expect((await progress()).state).toBe("unknown");
});

test("a saved insight remembers its forecast until it is taken away", async () => {
  const path = `/api/projects/${world.project}/insights`;
  const forecast = { horizon: 14, level: 0.8, target: { value: 100, date: "2027-01-31" } };
  const { id } = await world.owner.post<Insight>(path, { name: "Visits", question: question(), forecast });
  const change = async (patch: object) =>
    (await world.owner.request("PATCH", `${path}/${id}`, patch)).json<Insight>().forecast;
  expect(await change({ name: "All visits" })).toMatchObject(forecast);
  expect(await change({ forecast: null })).toBeNull();
});
