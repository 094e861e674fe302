import type { Store } from "../browser/store.ts";
import { renderSurvey } from "./render.ts";
import type { Survey } from "./types.ts";

/** What the tracker hands to the widget. */
export interface SurveyHost {
  track(event: string, properties: Record<string, unknown>): void;
  store: Store;
  language?: string;
  /** Address of the server, where a survey of an audience asks whether this person is in it. */
  host?: string;
}

/** Asks one survey after its delay, remembers that it did, and sends what was answered even if the page closes. */
export function start(survey: Survey, { track, store, language, host = "" }: SurveyHost): void {
  const ask = () => {
    const { seen = {}, out } = store.read();
    // Another tab may have asked, or the person opted out, while this one waited.
    if (out || Date.now() - (seen[survey.id]?.[0] ?? 0) < 60_000) return;
    const iteration = (seen[survey.id]?.[1] ?? 0) + 1;
    store.write({ ...store.read(), seen: { ...seen, [survey.id]: [Date.now(), iteration] } });
    const drawn = renderSurvey(document.body, survey, {
      language,
      iteration,
      onEvent: (event, properties) => track(event, { ...properties }),
      onClose: () => removeEventListener("pagehide", leave, true),
    });
    const leave = () => drawn.close();
    // Capturing, so that the answers are in the tracker's queue before it empties it.
    addEventListener("pagehide", leave, true);
  };
  const begin = () => setTimeout(ask, Math.max(0, survey.qualification.delaySeconds) * 1000);
  if (!survey.check) begin();
  else
    fetch(`${host}${survey.check}&distinct_id=${encodeURIComponent(store.read().id ?? "")}`)
      .then(async (reply) => (await reply.json()).member && begin())
      .catch(() => {});
}
