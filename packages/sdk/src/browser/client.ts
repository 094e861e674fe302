import { campaign, context, referrer } from "./context.ts";
import { openQueue, type Queue } from "./queue.ts";
import { openStore, type Store } from "./store.ts";
import { watchSurveys } from "./surveys.ts";
import type { Lepton, Options, Properties, State, WireEvent } from "./types.ts";
import { uuid } from "./uuid.ts";

const sessionIdleMs = 30 * 60e3;
/** Event names counted on the device for survey qualification. */
const maxCounted = 99;
/** Calls kept until `init`; a server that renders the page never calls it. */
const maxEarly = 99;

/** The browser tracker. Whatever goes wrong in it stays in it: no call throws into the page. */
export function createLepton(scriptHost = ""): Lepton {
  let options: Options;
  let store: Store;
  let queue: Queue | undefined;
  let checkSurveys = () => {};
  let path = "";
  const early: (() => void)[] = [];

  const refused = () =>
    !!store.read().out ||
    (!!options.respectDoNotTrack &&
      (navigator.doNotTrack === "1" ||
        !!(navigator as { globalPrivacyControl?: boolean }).globalPrivacyControl));

  /** Runs now unless refused, or right after `init`; swallows what it throws. */
  const safely =
    <Args extends unknown[]>(run: (...args: Args) => void, always?: boolean) =>
    (...args: Args): void => {
      const attempt = () => {
        try {
          if (!queue) early[maxEarly] || early.push(attempt);
          else if (always || !refused()) run(...args);
        } catch {}
      };
      attempt();
    };

  const update = (change: State) => store.write({ ...store.read(), ...change });

  const send = (event: string, properties?: Properties, extra?: Partial<WireEvent>) => {
    if (!event) return;
    const now = Date.now();
    const utm = campaign();
    const state = store.read();
    const uses = state.uses || {};
    state.uses = uses;
    const times = uses[event]?.[0] || 0;
    state.anon ||= uuid();
    state.id ||= state.anon;
    state.first ||= { ...referrer(), ...utm, $current_url: location.href };
    if (now - (state.at || 0) > sessionIdleMs) {
      state.session = uuid();
      state.utm = {};
    }
    state.at = now;
    state.utm = utm || state.utm;
    if (times || Object.keys(uses).length < maxCounted) uses[event] = [times + 1, now];
    store.write(state);
    const wire = {
      event,
      distinct_id: state.id,
      properties: {
        ...context(),
        ...state.utm,
        ...state.props,
        $session_id: state.session,
        $groups: state.groups,
        ...properties,
      },
      timestamp: new Date(now).toISOString(),
      uuid: uuid(),
      ...extra,
    };
    const last = options.beforeSend ? options.beforeSend(wire) : wire;
    // A copy: what the page changes later does not travel, and what JSON cannot carry fails here, alone.
    if (last) queue?.push(JSON.parse(JSON.stringify(last)));
    checkSurveys();
  };

  const page = (properties?: Properties) => send("$pageview", properties);

  const reset = () => store.write({ seen: store.read().seen });

  /** A new page when the path changed, or the route in the hash of a hash router. */
  const navigated = safely(() => {
    const now = location.pathname + (/^#!?\//.test(location.hash) ? location.hash : "");
    if (now !== path) {
      path = now;
      page();
    }
  });

  const watchPages = () => {
    for (const name of ["pushState", "replaceState"] as const) {
      const original = history[name];
      history[name] = function (...args) {
        original.apply(this, args);
        navigated();
      };
    }
    addEventListener("popstate", navigated);
    navigated();
  };

  return {
    init(given) {
      try {
        if (queue) return;
        options = { flushAt: 20, flushIntervalMs: 3000, maxQueue: 1000, ...given } as Options;
        options.host = (given.host || scriptHost).replace(/\/+$/, "");
        const name = `lepton_${given.key}`;
        store = openStore(name, given.persistence !== "memory");
        queue = openQueue({
          ...(options as Required<Options>),
          url: `${options.host}/batch/`,
          name: `${name}_q_`,
          box: store.box,
        });
        const { unload, flush } = queue;
        addEventListener("pagehide", unload);
        addEventListener("visibilitychange", () => document.hidden && unload());
        addEventListener("online", flush);
        // Without a memory that lasts, the same person would be asked on every page.
        if (given.surveys !== false && store.box && !refused())
          checkSurveys = watchSurveys(options, store, safely(send));
        if (given.pageViews !== false) watchPages();
        for (const run of early) run();
      } catch {}
    },
    track: safely(send),
    page: safely(page),
    identify: safely((id: string, set?: Properties, setOnce?: Properties) => {
      const known = store.read();
      if (!id) return;
      if (known.id === id) {
        if (set || setOnce) send("$set", {}, { $set: set, $set_once: setOnce });
        return;
      }
      // Somebody else at the same device: two people are never joined.
      if (known.id !== known.anon) reset();
      const { anon = uuid(), first } = store.read();
      const initial: Properties = {};
      for (const name in first) initial[`$initial_${name.replace("$", "")}`] = first[name];
      update({ anon, id });
      send("$identify", { $anon_distinct_id: anon }, { $set: set, $set_once: { ...initial, ...setOnce } });
    }),
    alias: safely((alias: string) => send("$create_alias", { alias })),
    group: safely((type: string, key: string, set?: Properties) => {
      update({ groups: { ...store.read().groups, [type]: key } });
      send("$groupidentify", { $group_type: type, $group_key: key, $group_set: set });
    }),
    register: safely((properties: Properties) => update({ props: { ...store.read().props, ...properties } })),
    optOut: safely(() => {
      queue?.clear();
      reset();
      update({ out: 1 });
    }, true),
    optIn: safely(() => update({ out: undefined }), true),
    hasOptedOut: () => !!queue && refused(),
    reset: safely(reset),
    flush: safely(() => queue?.flush()),
  };
}
