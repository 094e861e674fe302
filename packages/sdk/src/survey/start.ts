import type { Store } from "../browser/store.ts";
import { renderSurvey } from "./render.ts";
import type { Survey } from "./types.ts";

/** What the tracker hands to the widget. */
export interface SurveyHost {
  track(event: string, properties: Record<string, unknown>): void;
  store: Store;
  language?: string;
}

/** Asks one survey after its delay, remembers that it did, and sends what was answered even if the page closes. */
export function start(survey: Survey, { track, store, language }: SurveyHost): void {
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
  setTimeout(ask, Math.max(0, survey.qualification.delaySeconds) * 1000);
}
