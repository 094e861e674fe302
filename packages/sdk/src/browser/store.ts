import type { State } from "./types.ts";

export interface Store {
  /** Where it lasts; undefined when the browser blocks it or nothing may be kept. */
  box: Storage | undefined;
  read(): State;
  write(state: State): void;
}

/**
 * The tracker's memory: localStorage when there is one, else this page's own.
 * It is read anew each time, so that two tabs share one session and one person.
 */
export function openStore(name: string, persistent: boolean): Store {
  let memory: State = {};
  let box: Storage | undefined;
  try {
    if (persistent) {
      // Merely naming it throws where storage is blocked; writing throws where it is full.
      localStorage.setItem(`${name}?`, "");
      localStorage.removeItem(`${name}?`);
      box = localStorage;
    }
  } catch {}
  return {
    box,
    read() {
      try {
        const text = box?.getItem(name);
        if (text) return JSON.parse(text);
      } catch {}
      return memory;
    },
    write(state) {
      memory = state;
      try {
        box?.setItem(name, JSON.stringify(state));
      } catch {}
    },
  };
}
