import type { LearningSeries } from "../contract/job.ts";
import type { CurvePoint } from "./train/board.ts";

/** Jobs whose curves are kept. */
const mostJobs = 20;
/** Rounds of which every point is kept; from there on every second, from twice as many every fourth, … */
const dense = 100;

/** Whether a round is drawn: enough points for an eye, however long the training. */
export function isDrawn(round: number): boolean {
  const stride = 2 ** Math.max(0, Math.ceil(Math.log2(round / dense)));
  return round % stride === 0;
}

/** What jobs report of their losses, in memory: whoever watches gets all so far, then what is new. */
export class LiveCurves {
  readonly #jobs = new Map<string, LearningSeries[]>();

  add(job: string, points: readonly CurvePoint[]): void {
    const series = this.#jobs.get(job) ?? this.#open(job);
    for (const { model, run, round, values } of points.filter((point) => isDrawn(point.round)))
      for (const [name, y] of Object.entries(values)) {
        if (!Number.isFinite(y)) continue;
        let line = series.find((one) => one.model === model && one.run === run && one.name === name);
        if (line === undefined) {
          line = { model, run, name, points: [] };
          series.push(line);
        }
        // The chosen model is fitted a second time: its curve begins anew.
        if (round <= (line.points.at(-1)?.x ?? 0)) line.points = [];
        line.points.push({ x: round, y });
      }
  }

  of(job: string): LearningSeries[] {
    return (this.#jobs.get(job) ?? []).map((one) => ({ ...one, points: [...one.points] }));
  }

  #open(job: string): LearningSeries[] {
    const series: LearningSeries[] = [];
    this.#jobs.set(job, series);
    const [oldest] = this.#jobs.keys();
    if (this.#jobs.size > mostJobs && oldest !== undefined) this.#jobs.delete(oldest);
    return series;
  }
}

/** Points of `now` that `seen` has not; null when a line of it began anew, so that all must be sent. */
export function newPoints(
  seen: readonly LearningSeries[],
  now: readonly LearningSeries[],
): LearningSeries[] | null {
  const fresh: LearningSeries[] = [];
  for (const line of now) {
    const before = seen.find(
      ({ model, run, name }) => model === line.model && run === line.run && name === line.name,
    );
    const last = before?.points.at(-1);
    const at = last === undefined ? -1 : line.points.findIndex(({ x, y }) => x === last.x && y === last.y);
    if (last !== undefined && at < 0) return null;
    if (at + 1 < line.points.length) fresh.push({ ...line, points: line.points.slice(at + 1) });
  }
  return fresh;
}
