import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, peopleBehind } from "../answer.ts";
import type { QuestionContext } from "../context.ts";
import { openWorld, type Row, type World } from "../testing/world.ts";

let world: World;
let site: QuestionContext;
beforeAll(async () => {
  world = await openWorld();
  const walk = (person: string, at: string, ...pages: string[]): Row[] =>
    pages.map((page, i) => [person, "$pageview", `2026-03-02T${at}:0${i}`, { $pathname: page }]);
  site = await world.project(
    [
      ...walk("ann", "10", "/", "/", "/price", "/signup"),
      ...walk("bob", "11", "/", "/price"),
      // A pause of an hour begins a second path.
      ...walk("bob", "12", "/price", "/signup"),
      ...walk("cid", "13", "/", "/docs", "/about"),
    ],
    { now: new Date("2026-03-03T00:00:00Z") },
  );
});
afterAll(() => world.close());

const question = { kind: "paths" as const, range: { from: "2026-03-01", to: null }, by: "page" as const };

test("pages in order, repeats as one, pauses as a new path", async () => {
  const { result } = await ask(site, question);
  expect(result.edges).toEqual([
    { step: 0, from: "/", to: "/price", people: 2, paths: 2 },
    { step: 0, from: "/", to: "/docs", people: 1, paths: 1 },
    { step: 0, from: "/price", to: "/signup", people: 1, paths: 1 },
    { step: 1, from: "/docs", to: "/about", people: 1, paths: 1 },
    { step: 1, from: "/price", to: "/signup", people: 1, paths: 1 },
  ]);
  expect(result.nodes.find(({ step, name }) => step === 1 && name === "/price")).toEqual({
    step: 1,
    name: "/price",
    people: 2,
    dropped: 1,
  });
  expect(result.top[0]).toEqual({ path: ["/", "/docs", "/about"], people: 1 });
});

test("anchors: from a page on, up to a page, and only the largest nodes by name", async () => {
  const started = await ask(site, { ...question, startAt: "/price" });
  expect(started.result.nodes.filter(({ step }) => step === 0)).toEqual([
    { step: 0, name: "/price", people: 2, dropped: 0 },
  ]);
  const ended = await ask(site, { ...question, endAt: "/signup", maxSteps: 2 });
  expect(ended.result.edges).toEqual([{ step: 0, from: "/price", to: "/signup", people: 2, paths: 2 }]);
  const few = await ask(site, { ...question, maxNodesPerStep: 2 });
  expect(few.result.nodes.filter(({ step }) => step === 1).map(({ name, people }) => [name, people])).toEqual(
    [
      ["/price", 2],
      ["Other", 1],
      ["/docs", 1],
    ].sort((a, b) => Number(b[1]) - Number(a[1]) || (String(a[0]) < String(b[0]) ? -1 : 1)),
  );
});

test("people behind every edge and every end agree with the chart", async () => {
  const { result } = await ask(site, question);
  for (const { step, from, to, people } of result.edges)
    expect((await peopleBehind(site, question, { kind: "paths", step, from, to }, { limit: 5 })).total).toBe(
      people,
    );
  for (const { step, name, dropped } of result.nodes)
    expect(
      (await peopleBehind(site, question, { kind: "paths", step, from: name, to: null }, { limit: 5 })).total,
    ).toBe(dropped);
});

test("no events: no paths", async () => {
  const { result } = await ask(await world.project([], { now: site.now }), question);
  expect(result).toEqual({ kind: "paths", edges: [], nodes: [], top: [] });
});
