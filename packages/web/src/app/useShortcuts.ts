import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { pages } from "./navigation.ts";
import { useProject } from "./project.tsx";

const secondKeyMs = 1_200;

/** True when a key press belongs to something being written or chosen. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest("input, textarea, select, [role=dialog], [role=listbox]") !== null)
  );
}

/** `g` then a letter goes to a page, as the command menu shows. */
export function useShortcuts(): void {
  const navigate = useNavigate();
  const { id: project } = useProject();
  const gAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (event.key === "g") {
        gAt.current = event.timeStamp;
        return;
      }
      if (event.timeStamp - gAt.current > secondKeyMs) return;
      gAt.current = Number.NEGATIVE_INFINITY;
      const page = pages.find(({ shortcut }) => shortcut === event.key);
      if (!page) return;
      event.preventDefault();
      void navigate({ to: page.to, params: { project } });
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, [navigate, project]);
}
