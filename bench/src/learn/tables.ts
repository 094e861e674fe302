import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import {
  type Cell,
  columnNamed,
  type Split,
  type Table,
  type Target,
  type Task,
  tableFrom,
  takeTableRows,
  targetFrom,
  withoutColumns,
} from "@lepton/learn";
import { parse } from "csv-parse/sync";

/** Public data sets that are too large to ship: the folder named by LEPTON_DATA. */
export const folder = resolve(process.env.LEPTON_DATA ?? "../shared/data");

export interface TableCase {
  name: string;
  table: Table;
  target: Target;
  /** The official split, where there is one. */
  split?: Split;
}

/** Columns of a CSV file, as text cells. */
export function readCsv(path: string): Record<string, Cell[]> {
  const bytes = readFileSync(join(folder, path));
  const [header = [], ...lines] = parse(path.endsWith(".gz") ? gunzipSync(bytes) : bytes, {
    bom: true,
  }) as string[][];
  return Object.fromEntries(header.map((name, j) => [name, lines.map((row) => row[j])]));
}

export const hasData = (path: string) => existsSync(join(folder, path));

function caseOf(
  name: string,
  table: Table,
  target: string,
  task: Task,
  drop: readonly string[] = [],
): TableCase {
  const { target: y, rows } = targetFrom(columnNamed(table, target), task);
  return { name, table: takeTableRows(withoutColumns(table, [target, ...drop]), rows), target: y };
}

export const telco = () =>
  caseOf(
    "telco churn",
    tableFrom(readCsv("telco-churn/Telco-Customer-Churn.csv")),
    "Churn",
    "classification",
  );

export const german = () =>
  caseOf(
    "German credit",
    tableFrom(readCsv("german-credit/GermanCredit.csv")),
    "credit_risk",
    "classification",
  );

/** Its official test part is held out. */
export function adult(): TableCase {
  const [train, test] = ["train", "test"].map((part) => readCsv(`adult-income/adult_${part}.csv.gz`));
  const rows = train?.class?.length ?? 0;
  const both = Object.fromEntries(
    Object.entries(train ?? {}).map(([name, cells]) => [
      name,
      [...cells, ...(test?.[name] ?? [])].map((cell) =>
        name === "class" ? String(cell).replace(".", "") : cell,
      ),
    ]),
  );
  const made = caseOf("Adult income", tableFrom(both), "class", "classification");
  const all = Int32Array.from({ length: made.table.rows }, (_, i) => i);
  return { ...made, split: { training: all.slice(0, rows), heldOut: all.slice(rows) } };
}

/** Logarithm of the sale price. */
export function ames(): TableCase {
  const made = caseOf(
    "Ames houses",
    tableFrom(readCsv("ames-housing/AmesHousing.csv")),
    "SalePrice",
    "regression",
  );
  if (made.target.task !== "regression") return made;
  return { ...made, target: { task: "regression", values: made.target.values.map(Math.log) } };
}

export const ai4iFull = () => tableFrom(readCsv("ai4i-2020/ai4i2020_full.csv"));
