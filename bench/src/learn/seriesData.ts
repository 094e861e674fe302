import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import type { SeriesInput } from "@lepton/learn";

/** Public data sets that are too large to ship: the folder named by LEPTON_DATA. */
export const folder = resolve(process.env.LEPTON_DATA ?? "../shared/data");

function lines(file: string): string[][] {
  const bytes = readFileSync(join(folder, file));
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(",").map((cell) => cell.replace(/^"|"$/g, "")));
}

/** M4 hourly: 414 series and the 48 steps that follow each. */
export function m4Hourly(): { train: SeriesInput[]; test: Float64Array[] } {
  const read = (file: string) =>
    lines(file)
      .slice(1)
      .map(([id = "", ...cells]) => ({
        id,
        values: Float64Array.from(
          cells.filter((cell) => cell !== "" && cell !== "NA"),
          Number,
        ),
      }));
  return {
    train: read("m4-hourly/Hourly-train.csv.gz").map((one) => ({
      ...one,
      frequency: "hour" as const,
      seasons: [24, 168],
    })),
    test: read("m4-hourly/Hourly-test.csv").map(({ values }) => values),
  };
}

/** Weekly sales of 45 stores with the holidays of the retail year known ahead. */
export function walmart(): SeriesInput[] {
  const [head = [], ...rows] = lines("walmart-weekly-sales/Walmart_Store_sales.csv");
  const at = (row: string[], name: string) => row[head.indexOf(name)] ?? "";
  const stores = new Map<string, { week: string; sales: number; isHoliday: number }[]>();
  for (const row of rows) {
    const [day, month, year] = at(row, "Date").split("-");
    const list = stores.get(at(row, "Store")) ?? [];
    list.push({
      week: `${year}-${month}-${day}`,
      sales: Number(at(row, "Weekly_Sales")),
      isHoliday: Number(at(row, "Holiday_Flag")),
    });
    stores.set(at(row, "Store"), list);
  }
  return [...stores].map(([id, weeks]) => {
    weeks.sort((a, b) => (a.week < b.week ? -1 : 1));
    return {
      id: `store ${id}`,
      values: weeks.map(({ sales }) => sales),
      start: weeks[0]?.week ?? "",
      frequency: "week" as const,
      seasons: [52],
      known: { holiday: weeks.map(({ isHoliday }) => isHoliday) },
    };
  });
}

/** Monthly type 1 attendances of the trusts that reported every month, 2016-04 to 2019-03. */
export function nhs(): SeriesInput[] {
  const [head = [], ...rows] = lines("nhs-ae-attendances/ae_attendances.csv");
  const at = (row: string[], name: string) => row[head.indexOf(name)] ?? "";
  const trusts = new Map<string, Map<string, number>>();
  for (const row of rows) {
    if (at(row, "type") !== "1") continue;
    const months = trusts.get(at(row, "org_code")) ?? new Map<string, number>();
    months.set(at(row, "period"), Number(at(row, "attendances")));
    trusts.set(at(row, "org_code"), months);
  }
  return [...trusts]
    .filter(([, months]) => months.size === 36 && [...months.values()].every((count) => count > 0))
    .map(([id, months]) => {
      const order = [...months].sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        id,
        values: order.map(([, count]) => count),
        start: order[0]?.[0] ?? "",
        frequency: "month" as const,
        seasons: [12],
      };
    });
}

/** ETTh1's seven columns, [17,420] each. */
export function ettHourly(): { name: string; values: Float64Array }[] {
  const [head = [], ...rows] = lines("ett/ETTh1.csv.gz");
  return head
    .slice(1)
    .map((name, j) => ({ name, values: Float64Array.from(rows, (row) => Number(row[j + 1])) }));
}
