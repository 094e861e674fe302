import type { Lepton } from "../browser/types.ts";
import { openExperiments } from "./browser.ts";

type WithVariant = Lepton & { variant?: ReturnType<typeof openExperiments> };

// <script async src=".../lepton-experiments.js" data-key="KEY"></script>, before or after `lepton.js`.
const tag = document.currentScript as HTMLScriptElement | null;
const key = tag?.dataset.key;
if (tag && key) {
  let tracker = window.lepton as WithVariant | undefined;
  const variant = openExperiments({
    key,
    host: tag.src.replace(/\/lepton-experiments\.js.*/, ""),
    ...(tag.dataset.persistence === "memory" ? { persistence: "memory" as const } : {}),
    lepton: () => (typeof tracker?.hasOptedOut === "function" ? tracker : recorded(tracker)),
  });
  const attach = (next: WithVariant | undefined) => {
    if (next) next.variant = variant;
    tracker = next;
  };
  attach(tracker);
  // `lepton.js` replaces the snippet's stub when it arrives.
  Object.defineProperty(window, "lepton", { configurable: true, get: () => tracker, set: attach });
}

/** The stub of the snippet records calls until `lepton.js` is there. */
function recorded(stub: WithVariant | undefined): Pick<Lepton, "track" | "hasOptedOut"> | undefined {
  return stub && { track: (...args) => stub.track?.(...args), hasOptedOut: () => false };
}
