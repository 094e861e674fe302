import { LeptonError } from "@lepton/core";

/** Codes a warehouse error can carry. */
export type WarehouseCode =
  | "WAREHOUSE_ACCESS"
  | "WAREHOUSE_BUSY"
  | "WAREHOUSE_CANCELLED"
  | "WAREHOUSE_DISK_FULL"
  | "WAREHOUSE_LOCKED"
  | "WAREHOUSE_MEMORY"
  | "WAREHOUSE_NEWER_DATA"
  | "WAREHOUSE_NOT_OPENED"
  | "WAREHOUSE_QUERY"
  | "WAREHOUSE_READ_ONLY"
  | "WAREHOUSE_RESTARTING"
  | "WAREHOUSE_SYNTAX"
  | "WAREHOUSE_TIMEOUT"
  | "WAREHOUSE_TOO_LARGE"
  | "WAREHOUSE_TYPE"
  | "WAREHOUSE_UNKNOWN_NAME"
  | "WAREHOUSE_UNREADABLE_ROW";

interface Translation {
  codes: number[];
  code: WarehouseCode;
  status: number;
  problem: string;
  next: string;
}

const translations: Translation[] = [
  {
    codes: [62],
    code: "WAREHOUSE_SYNTAX",
    status: 400,
    problem: "The SQL could not be read.",
    next: "Correct the SQL near the place named.",
  },
  {
    codes: [16, 46, 47, 60, 81, 207, 456],
    code: "WAREHOUSE_UNKNOWN_NAME",
    status: 400,
    problem: "The query names a column, table, function or parameter that does not exist.",
    next: "Check the spelling; `DESCRIBE TABLE` lists columns.",
  },
  {
    codes: [6, 36, 38, 41, 42, 43, 44, 53, 70, 72, 386, 457],
    code: "WAREHOUSE_TYPE",
    status: 400,
    problem: "A value in the query has the wrong type.",
    next: "Convert it, e.g. with toFloat64OrNull(toString(x)), or pass a value of the declared type.",
  },
  {
    codes: [26, 27, 33, 69, 117, 130],
    code: "WAREHOUSE_UNREADABLE_ROW",
    status: 400,
    problem: "A row could not be read.",
    next: "Correct the row and send it again.",
  },
  {
    codes: [192, 193, 194, 497, 516],
    code: "WAREHOUSE_ACCESS",
    status: 503,
    problem: "ClickHouse refused the user name or password.",
    next: "Check the credentials of the ClickHouse server and the rights of its user.",
  },
  {
    codes: [159, 160, 209],
    code: "WAREHOUSE_TIMEOUT",
    status: 504,
    problem: "The query took longer than allowed and was stopped.",
    next: "Shorten the date range, drop a breakdown, or allow more seconds.",
  },
  {
    codes: [241],
    code: "WAREHOUSE_MEMORY",
    status: 422,
    problem: "The query needed more memory than allowed and was stopped.",
    next: "Shorten the date range, drop a breakdown, or give Lepton a larger machine.",
  },
  {
    codes: [158, 191, 307, 396],
    code: "WAREHOUSE_TOO_LARGE",
    status: 422,
    problem: "The query reads or returns more rows than allowed.",
    next: "Add a LIMIT or a filter, or stream the rows.",
  },
  {
    codes: [394],
    code: "WAREHOUSE_CANCELLED",
    status: 499,
    problem: "The query was cancelled.",
    next: "Run it again if it is still wanted.",
  },
  {
    codes: [164],
    code: "WAREHOUSE_READ_ONLY",
    status: 403,
    problem: "This query may only read.",
    next: "Use a SELECT without writes or settings.",
  },
  {
    codes: [202, 252],
    code: "WAREHOUSE_BUSY",
    status: 503,
    problem: "The warehouse has more work than it can take now.",
    next: "Try again in a few seconds.",
  },
  {
    codes: [243],
    code: "WAREHOUSE_DISK_FULL",
    status: 507,
    problem: "The disk is full; nothing was stored.",
    next: "Free disk space or move the data folder; writing resumes by itself.",
  },
];

function translate(code: number, message: string, cause?: unknown): LeptonError {
  // A parameter that cannot be parsed carries the same code as a row that cannot.
  const clickhouseCode = code !== 117 && /for query parameter/.test(message) ? 457 : code;
  const known = translations.find(({ codes }) => codes.includes(clickhouseCode));
  return new LeptonError(
    known?.code ?? "WAREHOUSE_QUERY",
    {
      problem: known?.problem ?? "ClickHouse refused the query.",
      received: `${message.slice(0, 400)} (ClickHouse code ${clickhouseCode})`,
      next: known?.next ?? "Read the message; if it persists, run `lepton doctor`.",
      status: known?.status ?? 500,
    },
    { cause },
  );
}

/** Whatever the client threw, as a `LeptonError`. */
export function asLeptonError(error: unknown): LeptonError {
  if (error instanceof LeptonError) return error;
  const { message = String(error), code } = error as { message?: string; code?: string };
  if (/no space left|errno: 28|ENOSPC/i.test(message)) return translate(243, message, error);
  if (code !== undefined && /^\d+$/.test(code)) return translate(Number(code), message, error);
  if (/aborted/i.test(message)) return translate(394, message, error);
  if (/timeout/i.test(message)) return translate(159, message, error);
  return new LeptonError(
    "WAREHOUSE_RESTARTING",
    {
      problem: "The connection to ClickHouse was lost.",
      received: code ?? message.slice(0, 200),
      next: "Try again in a few seconds; nothing acknowledged is lost.",
      status: 503,
    },
    { cause: error },
  );
}

/** Nobody listened at the address: the statement was certainly not executed. */
export const isUnsent = (error: LeptonError) =>
  ["ECONNREFUSED", "ENOENT"].includes((error.cause as { code?: string } | undefined)?.code ?? "");

/** The statement may or may not have been executed: the engine went away before it answered. */
export const isInDoubt = (error: LeptonError) => error.code === "WAREHOUSE_RESTARTING";
