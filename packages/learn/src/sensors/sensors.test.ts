import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tableFrom } from "../table/tableFrom.ts";
import { conformalOf, intervalAt } from "./conformal.ts";
import { failsAt, failureWithin, failureWithinFromJSON } from "./failureWithin.ts";
import { cutOff, fleet, fleetTable } from "./fleet.fixture.ts";
import { sensorLeaderboard } from "./leaderboard.ts";
import { readingsFrom } from "./readings.ts";
import { lifeAt, remainingLife, remainingLifeFromJSON } from "./remainingLife.ts";
import { scaled, scalingOf } from "./scaling.ts";
import { constant, linearOnLast, treesOnStatistics } from "./tabularMethods.ts";
import { windowNetwork } from "./windowNetwork.ts";
import { lastValues, wholePlaces, windowStatistics, windowsOf } from "./windows.ts";

const machines = fleet(20, 1);
const network = (architecture: "conv" | "lstm") =>
  windowNetwork({ architecture, width: 8, epochs: 3, batchSize: 64, smoothing: 2, worker: false });

describe("readings", () => {
  test("come in any order and are sorted by cycle, machine by machine", () => {
    const { units, channels } = readingsFrom(
      tableFrom({ id: ["a", "b", "a"], hour: [2, 1, 1], heat: [20, 30, 10] }),
      { unit: "id", cycle: "hour" },
    );
    expect(channels).toEqual(["heat"]);
    expect(units.map(({ id, values }) => [id, ...(values[0] as Float64Array)])).toEqual([
      ["a", 10, 20],
      ["b", 30],
    ]);
  });

  test.each([
    ["LEARN_READINGS_CYCLE", { id: ["a", "a"], hour: [1, 1], heat: [1, 2] }],
    ["LEARN_READINGS_CYCLE", { id: ["a", "a"], hour: [1, null], heat: [1, 2] }],
    ["LEARN_READINGS_UNIT", { id: ["a", null], hour: [1, 2], heat: [1, 2] }],
    ["LEARN_READINGS_EMPTY", { id: ["a", "b"], hour: [1, 2] }],
    ["LEARN_COLUMN_KIND", { id: ["a", "b"], hour: ["x", "y"], heat: [1, 2] }],
  ])("%s names what does not fit", (code, columns) => {
    expect(() => readingsFrom(tableFrom(columns), { unit: "id", cycle: "hour" })).toThrow(
      expect.objectContaining({ code }),
    );
  });
});

describe("scaling", () => {
  test("drops and names channels that never change; the others have mean 0 and deviation 1", () => {
    const scaling = scalingOf(machines);
    expect(scaling.dropped).toEqual(["fixed"]);
    const heat = scaled(machines, scaling).flatMap(({ values }) =>
      Array.from(values).filter((_, i) => i % 3 === 0),
    );
    expect(heat.reduce((a, b) => a + b, 0) / heat.length).toBeCloseTo(0, 4);
    expect(Math.sqrt(heat.reduce((sum, z) => sum + z * z, 0) / heat.length)).toBeCloseTo(1, 4);
  });

  test("within operating regimes, the regime itself is no signal", () => {
    const cycle = Array.from({ length: 60 }, (_, i) => i);
    const table = tableFrom({
      id: cycle.map(() => "a"),
      cycle,
      speed: cycle.map((i) => (i % 2) * 1000),
      heat: cycle.map((i) => (i % 2) * 500 + i), // the regime shifts it by 500, wear by one a cycle
    });
    const readings = readingsFrom(table, { unit: "id", cycle: "cycle" });
    const scaling = scalingOf(readings, { conditions: ["speed"], regimes: 2 });
    expect(scaling.channels).toEqual(["heat"]);
    const [unit] = scaled(readings, scaling);
    const heat = Array.from(unit?.values ?? []);
    const steps = heat.slice(2).map((value, i) => value - (heat[i] as number));
    expect(Math.min(...steps)).toBeGreaterThan(0);
    expect(Math.max(...heat)).toBeLessThan(2);
  });

  test("a missing value is the machine's last one, before its first the mean", () => {
    const readings = readingsFrom(
      tableFrom({ id: ["a", "a", "a", "b"], t: [1, 2, 3, 1], x: [null, 1, null, 3] }),
      { unit: "id", cycle: "t" },
    );
    expect(scaled(readings, scalingOf(readings)).map(({ values }) => [...values])).toEqual([
      [0, -1, -1],
      [1],
    ]);
  });

  test("only constant channels: an error", () => {
    const readings = readingsFrom(tableFrom({ id: ["a", "b"], t: [1, 1], x: [3, 3] }), {
      unit: "id",
      cycle: "t",
    });
    expect(() => scalingOf(readings)).toThrow(expect.objectContaining({ code: "LEARN_CHANNELS_CONSTANT" }));
  });
});

describe("windows", () => {
  const units = [
    { id: "a", readings: 4, values: Float32Array.of(1, 2, 3, 4) },
    { id: "b", readings: 2, values: Float32Array.of(10, 20) },
  ];
  test("hold no reading of another machine and none from later", () => {
    fc.assert(
      fc.property(fc.nat(1), fc.nat(3), fc.integer({ min: 1, max: 6 }), (unit, at, length) => {
        const { values, readings } = units[unit] as (typeof units)[number];
        const reading = Math.min(at, readings - 1);
        const window = windowsOf(units, [{ unit, reading }], { length, channels: ["x"] });
        const past = values.slice(0, reading + 1);
        expect([...window.values].every((value) => past.includes(value))).toBe(true);
        expect(window.values.at(-1)).toBe(values[reading]);
      }),
    );
  });

  test("whole ones only, from machines that are long enough", () => {
    expect(wholePlaces(units, 3, 100)).toEqual([
      { unit: 0, reading: 2 },
      { unit: 0, reading: 3 },
    ]);
  });

  test("statistics of 1, 2, 3, 4 by hand: mean 2.5, slope 1 a reading, deviation √1.25", () => {
    const windows = windowsOf(units, [{ unit: 0, reading: 3 }], { length: 4, channels: ["x"] });
    const found = Object.fromEntries(
      windowStatistics(windows).columns.map(({ name, values }) => [name, values[0]]),
    );
    expect(found).toEqual({
      "x · mean": 2.5,
      "x · slope": 4,
      "x · deviation": Math.sqrt(1.25),
      "x · recent": 4,
      "x · last": 4,
    });
    expect(lastValues(windows).columns.map(({ values }) => values[0])).toEqual([4]);
  });
});

describe("what is known of a machine", () => {
  test("lives are capped; a running machine is known only to have outlived what is behind it", () => {
    const running = cutOff(machines, () => 5);
    const last = machines.units[0]?.cycles.length as number;
    expect(lifeAt(machines, { unit: 0, reading: last - 1 }, 25)).toBe(0);
    expect(lifeAt(machines, { unit: 0, reading: last - 11 }, 25)).toBe(10);
    expect(lifeAt(machines, { unit: 0, reading: 0 }, 25)).toBe(25);
    expect(lifeAt(running, { unit: 0, reading: 0 }, 25)).toBe(25);
    expect(lifeAt(running, { unit: 0, reading: last - 6 }, 25)).toBeNaN();
    expect(failsAt(machines, { unit: 0, reading: last - 11 }, 10)).toBe(true);
    expect(failsAt(machines, { unit: 0, reading: last - 12 }, 10)).toBe(false);
    expect(failsAt(running, { unit: 0, reading: last - 6 }, 10)).toBeNull();
    expect(failsAt(running, { unit: 0, reading: 0 }, 10)).toBe(false);
  });
});

describe("intervals", () => {
  test("cover the level of machines like those they were made from, and are unknown for two machines", () => {
    const errors = Array.from({ length: 400 }, (_, i) => ((i * 37) % 101) / 10);
    const groups = errors.map((_, i) => `m${i % 40}`);
    const predicted = errors.map((_, i) => i % 50);
    const truth = predicted.map((p, i) => p + (errors[i] as number));
    const made = conformalOf(truth, predicted, groups, 0.9);
    const inside = truth.filter((value, i) => {
      const { low, high } = intervalAt(made, predicted[i] as number, 1000);
      return (low as number) <= value && value <= (high as number);
    });
    expect(inside.length / truth.length).toBeGreaterThanOrEqual(0.9);
    expect(inside.length / truth.length).toBeLessThan(0.96);
    const few = conformalOf([1, 2], [1, 1], ["a", "b"], 0.9);
    expect(intervalAt(few, 1, 10)).toEqual({ low: null, high: null });
  });
});

describe("remaining life", () => {
  const options = { cap: 25, length: 10, folds: 3 } as const;
  test.each([
    ["linear", linearOnLast()],
    ["conv", network("conv")],
    ["lstm", network("lstm")],
  ])("%s: the same from the same seed, alike when saved and loaded", async (_, method) => {
    const running = cutOff(fleet(6, 2), (unit) => 3 * unit);
    const one = await remainingLife({ ...options, method }).fit(machines, { seed: 3 });
    const two = await remainingLife({ ...options, method }).fit(machines, { seed: 3 });
    const loaded = remainingLifeFromJSON(JSON.parse(JSON.stringify(await one.toJSON())));
    const rows = await one.predict(running);
    expect(await two.predict(running)).toEqual(rows);
    expect(await loaded.predict(running)).toEqual(rows);
    for (const { value, low, high } of rows) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(25);
      expect(low as number).toBeLessThanOrEqual(value);
      expect(high as number).toBeGreaterThanOrEqual(value);
    }
    for (const fitted of [one, two, loaded]) await fitted.close();
  });

  test("trees on window statistics beat the constant on machines held out, and nearly find the wear", async () => {
    const [trees, naive] = [
      await remainingLife({ ...options, method: treesOnStatistics() }).fit(machines, { seed: 1 }),
      await remainingLife({ ...options, method: constant() }).fit(machines, { seed: 1 }),
    ];
    expect(trees.heldOut.value as number).toBeLessThan(0.7 * (naive.heldOut.value as number));
    expect(trees.warnings).toContain("fixed is left out: it never changes.");
  });

  test("a machine with one reading gets an answer that says so; when training it is named", async () => {
    const one = cutOff(machines, (unit) => (machines.units[unit]?.cycles.length as number) - 1);
    const fitted = await remainingLife({ ...options, method: linearOnLast() }).fit(machines, { seed: 1 });
    const rows = await fitted.predict(one);
    expect(rows.every(({ isPadded, value }) => isPadded && Number.isFinite(value))).toBe(true);
    const mixed = { ...machines, units: [...machines.units, ...one.units.slice(0, 1)] };
    const other = await remainingLife({ ...options, method: linearOnLast() }).fit(mixed, { seed: 1 });
    expect(other.warnings.join(" ")).toContain("1 of 21 units have fewer than 10 readings");
    await expect(remainingLife({ ...options }).fit(one, { seed: 1 })).rejects.toMatchObject({
      code: "LEARN_READINGS_SHORT",
    });
  });

  test("two machines, and machines without an end, are too few to hold any out", async () => {
    const two = { ...machines, units: machines.units.slice(0, 2) };
    await expect(remainingLife({ ...options }).fit(two, { seed: 1 })).rejects.toMatchObject({
      code: "LEARN_UNITS_FEW",
    });
  });

  test("a channel that is not there is named", async () => {
    const fitted = await remainingLife({ ...options, method: linearOnLast() }).fit(machines, { seed: 1 });
    const other = readingsFrom(fleetTable(2, 5), {
      unit: "unit",
      cycle: "cycle",
      channels: ["heat", "noise"],
    });
    await expect(fitted.predict(other)).rejects.toMatchObject({
      code: "LEARN_CHANNEL_UNKNOWN",
      received: "flow",
    });
  });

  test("stops with the signal's reason", async () => {
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(
      remainingLife({ ...options, method: network("conv") }).fit(machines, { seed: 1, signal }),
    ).rejects.toThrow("enough");
  });
});

describe("failure within a horizon", () => {
  test("is told apart on machines held out, saved and loaded alike; the threshold costs less than always or never", async () => {
    const fitted = await failureWithin({ horizon: 8, length: 10, folds: 3, method: treesOnStatistics() }).fit(
      machines,
      {
        seed: 2,
      },
    );
    expect(fitted.heldOut.auc.low as number).toBeGreaterThan(0.8);
    const { cost, costOfAll, costOfNone } = fitted.threshold;
    expect(cost).toBeLessThan(Math.min(costOfAll, costOfNone));
    const running = cutOff(fleet(6, 3), (unit) => 4 * unit);
    const loaded = failureWithinFromJSON(JSON.parse(JSON.stringify(await fitted.toJSON())));
    expect(await loaded.predict(running)).toEqual(await fitted.predict(running));
  });

  test("nothing to learn where no machine failed", async () => {
    const running = cutOff(machines, () => 0);
    await expect(
      failureWithin({ horizon: 8, length: 10, folds: 3 }).fit(running, { seed: 1 }),
    ).rejects.toMatchObject({
      code: "LEARN_TARGET_CONSTANT",
    });
  });
});

test("the leaderboard ranks by machines held out, judges on others and says what it is worth", async () => {
  const board = await sensorLeaderboard(fleet(30, 4), {
    question: { kind: "remainingLife", cap: 25 },
    methods: [constant(), linearOnLast(), treesOnStatistics()],
    length: 10,
    folds: 3,
    seed: 1,
  });
  expect(board.testUnits).toBe(6);
  expect(board.rows.map(({ validation }) => validation)).toEqual(
    board.rows.map(({ validation }) => validation).toSorted((a, b) => a - b),
  );
  expect(board.rows.at(-1)?.model).toBe("constant");
  expect(board.isPublishable).toBe(
    board.rows.find(({ isBaseline }) => !isBaseline)?.gain?.verdict === "better",
  );
  expect(board.statement).toContain("boosted trees on window statistics");
});
