import { LeptonError } from "@lepton/core";
import { expect, test } from "vitest";
import { z } from "zod";
import { invalidInput, toProblem } from "./problem.ts";

test("an error of ours reaches the client whole", () => {
  const error = new LeptonError("FUNNEL_STEPS", {
    problem: "A funnel needs two steps.",
    received: "1",
    next: "Add a step.",
    field: "steps",
  });
  expect(toProblem(error)).toMatchInlineSnapshot(`
    {
      "incident": false,
      "problem": {
        "code": "FUNNEL_STEPS",
        "field": "steps",
        "next": "Add a step.",
        "problem": "A funnel needs two steps.",
        "received": "1",
        "status": 400,
      },
    }
  `);
});

test("a failure inside is told by its incident, without query, path or stack", () => {
  const inside = new LeptonError("WAREHOUSE_QUERY", {
    problem: "ClickHouse refused the query.",
    received: "SELECT secret FROM somewhere",
    next: "Run `lepton doctor`.",
    status: 500,
  });
  for (const error of [inside, new TypeError("secret is undefined"), "secret", null]) {
    const { problem, incident } = toProblem(error);
    expect(incident).toBe(true);
    expect(problem.received).toMatch(/^incident [0-9a-f-]{36}$/);
    expect(JSON.stringify(problem)).not.toContain("secret");
  }
});

test("wrong input names the field and shows the value, cut and never a secret", () => {
  const schema = z.object({ series: z.array(z.object({ event: z.string() })), password: z.string().min(10) });
  const refusal = (data: unknown) => {
    const { error } = schema.safeParse(data);
    return error ? toProblem(invalidInput(error, data, "body")).problem : null;
  };
  expect(refusal({ series: [{ event: 3 }], password: "long enough" })).toMatchInlineSnapshot(`
    {
      "code": "REQUEST_INVALID",
      "field": "series.0.event",
      "next": "Correct this field; the shapes are listed at /docs.",
      "problem": ""series.0.event" is not right: Invalid input: expected string, received number.",
      "received": "3",
      "status": 400,
    }
  `);
  expect(refusal({ series: [], password: "hunter2" })).toMatchInlineSnapshot(`
    {
      "code": "REQUEST_INVALID",
      "field": "password",
      "next": "Correct this field; the shapes are listed at /docs.",
      "problem": ""password" is not right: Too small: expected string to have >=10 characters.",
      "received": undefined,
      "status": 400,
    }
  `);
  expect(
    refusal({ series: [{ event: ["x".repeat(1000)] }], password: "long enough" })?.received,
  ).toHaveLength(201);
  expect(refusal("text")).toMatchObject({ received: '"text"', status: 400 });
});
