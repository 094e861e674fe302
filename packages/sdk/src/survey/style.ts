import { accentOf, textOn } from "./contrast.ts";

/** Text on card ≥ 4.5 : 1, control borders ≥ 3 : 1, in light and dark (checked by a test). */
export const palette = {
  light: {
    card: "#ffffff",
    text: "#16181d",
    muted: "#565d6b",
    line: "#858c9b",
    soft: "#f1f2f6",
    error: "#b3261e",
  },
  dark: {
    card: "#1b1e26",
    text: "#f3f4f6",
    muted: "#b0b7c3",
    line: "#7b8496",
    soft: "#2a2f3a",
    error: "#ffb4ab",
  },
};

const variables = (theme: "light" | "dark"): string =>
  `color-scheme: ${theme}; ${Object.entries(palette[theme])
    .map(([name, value]) => `--${name}: ${value};`)
    .join(" ")}`;

/** The widget's whole style; it lives in a shadow root, so neither side's rules reach the other. */
export const styleFor = (color: string): string => `
* { box-sizing: border-box; }
.frame {
  --accent: ${accentOf(color)}; --on-accent: ${textOn(accentOf(color))};
  ${variables("light")}
  position: fixed; z-index: 2147483000; bottom: 20px; right: 20px; width: min(420px, calc(100vw - 24px));
  font: 15px/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  color: var(--text);
}
.frame[data-theme="dark"] { ${variables("dark")} }
@media (prefers-color-scheme: dark) { .frame[data-theme="auto"] { ${variables("dark")} } }
.frame[data-position="bottom-left"] { right: auto; left: 20px; }
.frame[data-position="bottom-center"] { right: auto; left: 50%; transform: translateX(-50%); }
.frame[data-position="center"] { right: auto; left: 50%; bottom: 50%; transform: translate(-50%, 50%); }
.frame[data-preview] { position: static; transform: none; width: 100%; max-width: 420px; margin: 0 auto; }
.card {
  background: var(--card); border-radius: 14px; padding: 20px 22px 18px; outline: none; position: relative;
  max-height: calc(100vh - 40px); overflow: auto; border: 1px solid color-mix(in srgb, var(--line) 45%, transparent);
  box-shadow: 0 12px 40px rgb(0 0 0 / 0.22), 0 2px 6px rgb(0 0 0 / 0.1); animation: rise 0.22s ease-out;
}
.frame[data-preview] .card { box-shadow: 0 2px 10px rgb(0 0 0 / 0.1); }
@keyframes rise { from { opacity: 0; transform: translateY(12px); } }
form, fieldset { margin: 0; padding: 0; border: 0; min-width: 0; }
legend { padding: 0 30px 0 0; margin: 0 0 14px; font-size: 16px; font-weight: 600; line-height: 1.4; overflow-wrap: anywhere; }
.scale { display: grid; grid-auto-flow: column; grid-auto-columns: minmax(0, 1fr); gap: 4px; }
.choices { display: grid; gap: 8px; }
label { display: block; position: relative; cursor: pointer; }
input { position: absolute; opacity: 0; inset: 0; width: 100%; height: 100%; margin: 0; cursor: pointer; }
label span {
  display: flex; align-items: center; border: 1px solid var(--line); border-radius: 8px; background: var(--card);
  min-height: 42px; transition: background 0.12s;
}
.scale span { justify-content: center; font-variant-numeric: tabular-nums; }
.choices span { padding: 9px 12px; overflow-wrap: anywhere; }
label:hover span { background: var(--soft); }
input:checked + span { background: var(--accent); color: var(--on-accent); border-color: var(--text); font-weight: 600; }
input:focus-visible + span, button:focus-visible, textarea:focus-visible {
  outline: 2px solid var(--text); outline-offset: 2px;
}
.ends { display: flex; justify-content: space-between; gap: 16px; margin-top: 6px; font-size: 13px; color: var(--muted); }
.ends span:last-child { text-align: right; }
textarea {
  width: 100%; min-height: 84px; resize: vertical; font: inherit; color: inherit; background: var(--card);
  border: 1px solid var(--line); border-radius: 8px; padding: 9px 11px; display: block;
}
textarea::placeholder { color: var(--muted); opacity: 1; }
.error { color: var(--error); font-size: 14px; margin: 8px 0 0; }
.error:empty { display: none; }
.foot { display: flex; align-items: center; gap: 8px; margin-top: 16px; }
.progress { color: var(--muted); font-size: 13px; margin-right: auto; font-variant-numeric: tabular-nums; }
button { font: inherit; border-radius: 8px; padding: 8px 16px; min-height: 38px; cursor: pointer; border: 1px solid transparent; }
.main { background: var(--accent); color: var(--on-accent); font-weight: 600; border-color: color-mix(in srgb, var(--text) 30%, transparent); }
.main:hover { filter: brightness(1.08); }
.plain { background: none; color: var(--text); }
.plain:hover { background: var(--soft); }
.close {
  position: absolute; top: 12px; right: 12px; width: 34px; min-height: 34px; padding: 0; background: none;
  color: var(--muted); font-size: 20px; line-height: 1; z-index: 1;
}
.close:hover { background: var(--soft); color: var(--text); }
.thanks { margin: 6px 34px 6px 0; font-weight: 600; overflow-wrap: anywhere; }
@media (max-width: 480px) {
  .frame:not([data-preview]) { left: 12px; right: 12px; bottom: 12px; width: auto; transform: none; }
  .card { padding: 18px 16px 16px; }
  .scale { gap: 3px; }
}
@media (max-width: 380px) {
  .scale[data-long] { grid-auto-flow: row; grid-template-columns: repeat(6, minmax(0, 1fr)); gap: 6px; }
}
@media (prefers-reduced-motion: reduce) { .card { animation: none; } label span { transition: none; } }
@media (forced-colors: active) { input:checked + span { outline: 3px solid Highlight; } }
`;
