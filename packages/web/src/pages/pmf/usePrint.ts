import { useCallback, useEffect } from "react";
import "./print.css";

const attribute = "data-mantine-color-scheme";

/** Paper is white: a dark page turns light for the time of printing, however printing was started. */
export function usePrint(): () => void {
  useEffect(() => {
    const root = document.documentElement;
    let scheme: string | null = null;
    const before = () => {
      scheme = root.getAttribute(attribute);
      root.setAttribute(attribute, "light");
    };
    const after = () => {
      if (scheme) root.setAttribute(attribute, scheme);
    };
    window.addEventListener("beforeprint", before);
    window.addEventListener("afterprint", after);
    return () => {
      window.removeEventListener("beforeprint", before);
      window.removeEventListener("afterprint", after);
    };
  }, []);
  return useCallback(() => window.print(), []);
}
