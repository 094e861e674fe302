import { random } from "@lepton/core";
import { type Table, tableOf } from "../table/table.ts";
import { type Readings, readingsFrom } from "./readings.ts";

/** Machines that wear: two channels drift over the last 30 cycles, one is noise, one never changes. */
export function fleetTable(units: number, seed: number): Table {
  const { next, normal } = random(seed);
  const rows = Array.from({ length: units }, (_, unit) => {
    const life = 40 + Math.floor(20 * next());
    return Array.from({ length: life }, (_, cycle) => {
      const wear = Math.max(0, 1 - (life - 1 - cycle) / 30);
      return {
        unit: `machine ${unit}`,
        cycle,
        heat: 600 + 8 * wear + normal(),
        flow: 40 - 3 * wear + 0.5 * normal(),
        noise: normal(),
        fixed: 7,
      };
    });
  }).flat();
  const numbers = (name: "cycle" | "heat" | "flow" | "noise" | "fixed") => ({
    name,
    kind: "number" as const,
    values: Float64Array.from(rows, (row) => row[name]),
  });
  return tableOf([
    { name: "unit", kind: "category", values: rows.map(({ unit }) => unit) },
    ...(["cycle", "heat", "flow", "noise", "fixed"] as const).map(numbers),
  ]);
}

export const fleet = (units: number, seed: number): Readings =>
  readingsFrom(fleetTable(units, seed), { unit: "unit", cycle: "cycle" });

/** The same machines, each cut off so many cycles before its end. */
export const cutOff = (readings: Readings, cycles: (unit: number) => number): Readings => ({
  ...readings,
  units: readings.units.map((unit, i) => {
    const keep = unit.cycles.length - cycles(i);
    return {
      ...unit,
      hasFailed: false,
      cycles: unit.cycles.slice(0, keep),
      values: unit.values.map((channel) => channel.slice(0, keep)),
    };
  }),
});
