import { createLepton } from "./client.ts";
import type { Lepton, Options } from "./types.ts";

/** A call that the snippet recorded before this file arrived: `["track", "signed up"]`. */
type Recorded = [method: keyof Lepton, ...args: unknown[]];

declare global {
  interface Window {
    lepton?: Lepton | Recorded[];
  }
}

const tag = document.currentScript as HTMLScriptElement | null;
const stub = window.lepton;
// Loaded twice: the first one stays.
if (!stub || Array.isArray(stub)) {
  const lepton = createLepton(tag?.src.replace(/\/lepton\.js.*/, ""));
  window.lepton = lepton;
  for (const [method, ...args] of stub ?? []) (lepton[method] as (...args: unknown[]) => void)?.(...args);
  // The one-line form: <script async src=".../lepton.js" data-key="KEY"></script>
  const key = tag?.dataset.key;
  if (key) lepton.init({ key } as Options);
}
