import { openStore } from "../browser/store.ts";
import type { Lepton } from "../browser/types.ts";
import { uuid } from "../browser/uuid.ts";
import { assignVariant, type Experiment } from "./assign.ts";

export interface ExperimentOptions {
  /** The project's write key. */
  key: string;
  /** Address of the Lepton server. */
  host: string;
  /** As given to `init`: with `memory` nobody is remembered, each page load decides anew. */
  persistence?: "localStorage" | "memory";
  /** The tracker that sends the exposure. */
  lepton(): Pick<Lepton, "track" | "hasOptedOut"> | undefined;
}

/** The event that says which variant a person saw. */
export const exposureEvent = "$experiment_exposure";

/**
 * Answers which variant of an experiment this device sees, null when it is in none: not running, not for this person,
 * opted out, or the server did not answer. The first answer is kept on the device and one exposure is sent; `reset()` of
 * the tracker forgets it. Never rejects.
 */
export function openExperiments(options: ExperimentOptions): (experiment: string) => Promise<string | null> {
  const { key, host, lepton } = options;
  const store = openStore(`lepton_${key}`, options.persistence !== "memory");
  let running: Promise<Experiment[]> | undefined;
  /** The id events carry; made here when this is asked before the first event. */
  const idOf = () => {
    const state = store.read();
    if (!state.id) {
      state.anon ||= uuid();
      state.id = state.anon;
      store.write(state);
    }
    return state.id;
  };
  const fetchRunning = async (id: string): Promise<Experiment[]> => {
    const reply = await fetch(
      `${host}/api/experiments/?token=${encodeURIComponent(key)}&distinct_id=${encodeURIComponent(id)}`,
    );
    return (await reply.json()).experiments;
  };
  return async (name) => {
    try {
      if (lepton()?.hasOptedOut()) return null;
      const id = idOf();
      running ??= fetchRunning(id);
      const experiment = (await running).find((it) => it.key === name);
      if (!experiment) return null;
      // Read after waiting: another call may have decided meanwhile.
      const { variants = {} } = store.read();
      const known = variants[name];
      if (known && experiment.variants.some((it) => it.key === known)) return known;
      const variant = assignVariant(experiment, id);
      if (!variant) return null;
      store.write({ ...store.read(), variants: { ...variants, [name]: variant } });
      lepton()?.track(exposureEvent, { $experiment: name, $variant: variant });
      return variant;
    } catch {
      // Asked again at the next call.
      running = undefined;
      return null;
    }
  };
}
