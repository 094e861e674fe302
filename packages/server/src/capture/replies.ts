import type { LeptonError } from "@lepton/core";
import type { Refused } from "./mapped.ts";
import type { Stored } from "./store.ts";

/** Status and body of an answer, in the manner of the format it answers. */
export interface Answer {
  status: number;
  body: string;
  /** Default JSON. */
  type?: string;
}

export interface Format {
  /** Name in the list of rejects. */
  source: string;
  success(stored: Stored): Answer;
  failure(error: LeptonError): Answer;
}

const json = (status: number, value: unknown): Answer => ({ status, body: JSON.stringify(value) });
const parts = ({ code, problem, received, next, field }: LeptonError) => ({
  code,
  problem,
  received,
  next,
  field,
});
const first = (stored: Stored) => stored.refused[0] as Refused;
/** Nothing of the batch could be used. */
const allRefused = (stored: Stored) =>
  stored.refused.length > 0 && stored.accepted === 0 && stored.duplicates === 0;

const posthogOk: Answer = { status: 200, body: '{"status":"Ok"}' };
export const posthogFormat: Format = {
  source: "posthog",
  success(stored) {
    if (stored.refused.length === 0) return posthogOk;
    const rejected = stored.refused.length;
    if (!allRefused(stored)) return json(200, { status: "Ok", rejected });
    const { code, reason, field } = first(stored);
    return json(400, { type: "validation_error", code, detail: reason, attr: field ?? null, rejected });
  },
  failure(error) {
    const type =
      error.status === 401
        ? "authentication_error"
        : error.status < 500
          ? "validation_error"
          : "server_error";
    return json(error.status, { type, detail: error.problem, attr: error.field ?? null, ...parts(error) });
  },
};

const segmentOk: Answer = { status: 200, body: '{"success":true}' };
export const segmentFormat: Format = {
  source: "segment",
  // Segment answers 200 to unusable rows; they are listed with the project's rejects.
  success: (stored) =>
    stored.refused.length === 0 ? segmentOk : json(200, { success: true, rejected: stored.refused.length }),
  failure: (error) => json(error.status, { success: false, message: error.problem, ...parts(error) }),
};

/** `/import`: partial success is a 400 that names the rows which failed. */
export const mixpanelImportFormat: Format = {
  source: "mixpanel",
  success(stored) {
    const imported = stored.accepted + stored.duplicates;
    if (stored.refused.length === 0)
      return json(200, { code: 200, num_records_imported: imported, status: "OK" });
    return json(400, {
      code: 400,
      error: "some data points in the request failed validation",
      status: "Bad Request",
      num_records_imported: imported,
      failed_records: stored.refused.map(({ index, field, reason, raw }) => ({
        index,
        insert_id: insertId(raw),
        field: field ?? "",
        message: reason,
      })),
    });
  },
  failure: (error) =>
    json(error.status, { status: "error", error: error.problem, ...parts(error), code: error.status }),
};

/** `/track`, `/engage`, `/groups`: 1 or 0, spelled out with `verbose=1`. */
export function mixpanelFormat(verbose: boolean): Format {
  const answer = (status: number, ok: boolean, error: string | null): Answer =>
    verbose
      ? json(status, { status: ok ? 1 : 0, error })
      : { status, body: ok ? "1" : "0", type: "text/plain; charset=utf-8" };
  return {
    source: "mixpanel",
    success: (stored) =>
      allRefused(stored) ? answer(400, false, first(stored).reason) : answer(200, true, null),
    failure: (error) => answer(error.status, false, error.problem),
  };
}

function insertId(raw: unknown): unknown {
  const inner = (raw as { properties?: { $insert_id?: unknown } } | null)?.properties;
  return inner?.$insert_id ?? null;
}
