/**
 * Relative luminance of `#rrggbb`, 0 (black) to 1 (white).
 * Source: WCAG 2.2, "relative luminance".
 */
export function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const c = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio of two colours, 1 to 21: (L₁ + 0.05) / (L₂ + 0.05), the lighter on top. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

/** Black or white, whichever reads better on a colour: always at least 4.5 : 1 (AA). */
export const textOn = (hex: string): string =>
  contrast(hex, "#ffffff") >= contrast(hex, "#000000") ? "#ffffff" : "#000000";

/** `#abc` and `#aabbcc` become `#aabbcc`; anything else Lepton's own violet. */
export function accentOf(color: string): string {
  const full = color.trim().replace(/^#(.)(.)(.)$/, "#$1$1$2$2$3$3");
  return /^#[0-9a-f]{6}$/i.test(full) ? full.toLowerCase() : "#4f46e5";
}
