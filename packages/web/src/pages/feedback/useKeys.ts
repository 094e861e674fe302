import { useEffect } from "react";
import { isTyping } from "../../app/useShortcuts.ts";

export interface KeyActions {
  move(by: 1 | -1): void;
  search(): void;
  close(): void;
}

/**
 * `j` and `k` move through the inbox, `/` goes to its search, `Esc` closes the entry. Heard before the page's own keys:
 * here `/` searches what people said, not the pages.
 */
export function useKeys({ move, search, close }: KeyActions): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      const actions: Record<string, () => void> = {
        j: () => move(1),
        k: () => move(-1),
        "/": search,
        Escape: close,
      };
      const action = actions[event.key];
      if (action === undefined) return;
      if (event.key !== "Escape") {
        event.preventDefault();
        event.stopImmediatePropagation();
      }
      action();
    };
    window.addEventListener("keydown", onKey, { capture: true });
    return () => window.removeEventListener("keydown", onKey, { capture: true });
  }, [move, search, close]);
}
