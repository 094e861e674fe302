import { renderSurvey } from "./render.ts";
import { start } from "./start.ts";

const host = (document.currentScript as HTMLScriptElement | null)?.src.replace(/\/lepton-survey\.js.*/, "");

window.leptonSurvey = { renderSurvey, start: (survey, page) => start(survey, { host, ...page }) };
