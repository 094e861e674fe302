import { qualifies } from "../survey/qualify.ts";
import type { renderSurvey } from "../survey/render.ts";
import type { SurveyHost, start } from "../survey/start.ts";
import type { Survey } from "../survey/types.ts";
import type { Store } from "./store.ts";
import type { Options } from "./types.ts";

declare global {
  interface Window {
    /** Set by `lepton-survey.js`. */
    leptonSurvey?: { renderSurvey: typeof renderSurvey; start: typeof start };
  }
}

/**
 * Asks the server for surveys and loads the widget for the first one this person qualifies for.
 * Returns the check to repeat after every event. One survey per page load.
 */
export function watchSurveys(options: Options, store: Store, track: SurveyHost["track"]): () => void {
  let surveys: Survey[] = [];
  const check = () => {
    const survey = surveys.find((it) => qualifies(it, store.read(), Date.now(), location.href));
    if (!survey) return;
    surveys = [];
    const script = document.createElement("script");
    script.src = `${options.host}/lepton-survey.js`;
    script.onload = () => window.leptonSurvey?.start(survey, { track, store, language: options.language });
    document.head.append(script);
  };
  fetch(`${options.host}/api/surveys/?token=${options.key}`)
    .then(async (reply) => {
      surveys = (await reply.json()).surveys;
      check();
    })
    .catch(() => {});
  return check;
}
