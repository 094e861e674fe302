import { useCallback, useState } from "react";
import type { Asked } from "../../charts/types.ts";

const depth = 50;

/** Earlier states of the question, for undo; they last while the page is open. */
export function useHistory(question: Asked, set: (question: Asked) => void) {
  const [past, setPast] = useState<Asked[]>([]);
  const change = useCallback(
    (next: Asked) => {
      setPast((before) => [...before.slice(-depth + 1), question]);
      set(next);
    },
    [question, set],
  );
  const undo = useCallback(() => {
    const last = past.at(-1);
    if (!last) return;
    setPast(past.slice(0, -1));
    set(last);
  }, [past, set]);
  return { change, undo, canUndo: past.length > 0 };
}
