import { renderSurvey } from "./render.ts";
import { start } from "./start.ts";

window.leptonSurvey = { renderSurvey, start };
