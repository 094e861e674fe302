/** Long work in slices, so that the event loop goes on and an abort is heard. */
export interface Pace {
  /** Whether the slice is used up: then `await rest()`. */
  isDue(): boolean;
  /** Lets others run. Errors: the signal's reason. */
  rest(): Promise<void>;
}

/** Shorter than a person notices and than the 50 ms in which a server must answer; a rest costs some µs. */
const sliceMs = 12;

const macrotask = (): Promise<void> =>
  new Promise((resolve) =>
    typeof setImmediate === "function" ? setImmediate(resolve) : setTimeout(resolve),
  );

export function pace(signal?: AbortSignal): Pace {
  signal?.throwIfAborted();
  let since = performance.now();
  return {
    isDue: () => performance.now() - since > sliceMs,
    rest: async () => {
      await macrotask();
      signal?.throwIfAborted();
      since = performance.now();
    },
  };
}
