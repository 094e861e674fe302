import { SingleBar } from "cli-progress";

/** A progress bar on a terminal; one line at the end elsewhere, so that logs stay short. */
export function progress(title: string) {
  const bar = process.stderr.isTTY
    ? new SingleBar({
        format: `${title} {bar} {percentage}% | {value}/{total} | {eta_formatted} left`,
        hideCursor: true,
      })
    : null;
  let started = false;
  const show = (done: number, total: number | null) => {
    if (!bar) return;
    if (!started) bar.start(total ?? done, done);
    started = true;
    bar.setTotal(total ?? done);
    bar.update(done);
  };
  return {
    update: show,
    stop(done: number, total: number | null) {
      show(done, total);
      if (bar) bar.stop();
      else console.error(`${title}: ${done}${total === null ? "" : ` of ${total}`} done`);
    },
  };
}
