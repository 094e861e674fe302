import { lepton } from "../index.ts";
import { type ExperimentOptions, openExperiments } from "./browser.ts";

export { assignVariant, type Experiment } from "./assign.ts";
export { type ExperimentOptions, exposureEvent, openExperiments } from "./browser.ts";

/**
 * Experiments of the page's tracker.
 *
 * @example const variant = createExperiments({ key: "phc_abc", host: "https://lepton.example.com" });
 * if ((await variant("checkout")) === "short") showShortForm();
 */
export const createExperiments = (options: Omit<ExperimentOptions, "lepton">) =>
  openExperiments({ ...options, lepton: () => lepton });
