import { LeptonError, nearestName } from "@lepton/core";
import type { Feature } from "@lepton/growth";
import { type Column, type Table, tableOf } from "@lepton/learn";
import type { FeatureRow as NamedRow } from "../contract/model.ts";
import type { Cells } from "./modelFile.ts";

/** Rows of cells, in the order of the features, as a table. */
export function tableOfCells(features: readonly Feature[], rows: readonly Cells[]): Table {
  return tableOf(
    features.map(
      ({ name, type }, j): Column =>
        type === "number"
          ? { name, kind: "number", values: Float64Array.from(rows, (row) => Number(row[j] ?? Number.NaN)) }
          : { name, kind: "category", values: rows.map((row) => (row[j] == null ? null : String(row[j]))) },
    ),
  );
}

/**
 * Rows given by name, checked against what the model reads. `field` is where they stand in the request.
 * Errors: FEATURE_UNKNOWN, FEATURE_TYPE, each with the field.
 */
export function cellsFromNames(
  features: readonly Feature[],
  rows: readonly NamedRow[],
  isList: boolean,
): Cells[] {
  const types = new Map(features.map(({ name, type }) => [name, type]));
  return rows.map((row, i) => {
    const field = (name: string) => (isList ? `features.${i}.${name}` : `features.${name}`);
    for (const [name, value] of Object.entries(row)) {
      const type = types.get(name);
      if (type === undefined) throw unknown(features, name, field(name));
      const fits =
        value === null || (type === "number" ? typeof value === "number" : typeof value === "string");
      if (!fits) throw wrongType(name, type, value, field(name));
    }
    return features.map(({ name }): number | string | null => {
      const value = row[name];
      return typeof value === "number" || typeof value === "string" ? value : null;
    });
  });
}

function unknown(features: readonly Feature[], name: string, field: string): LeptonError {
  const names = features.map((feature) => feature.name);
  const near = nearestName(name, names);
  return new LeptonError("FEATURE_UNKNOWN", {
    problem: "The model reads no feature of this name.",
    received: name.slice(0, 100),
    next: near ? `Did you mean ${near}?` : `Use its inputs: ${names.slice(0, 8).join(", ")} …`,
    field,
  });
}

function wrongType(name: string, type: Feature["type"], value: unknown, field: string): LeptonError {
  return new LeptonError("FEATURE_TYPE", {
    problem: `"${name}" must be a ${type === "number" ? "number" : "text"}, or null where it is not known.`,
    received: JSON.stringify(value)?.slice(0, 100) ?? String(value),
    next: "Send the types that the model's inputs list.",
    field,
  });
}
