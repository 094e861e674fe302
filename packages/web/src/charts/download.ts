import { fileName } from "./csv.ts";

/** Hands a file to the browser. The byte order mark lets spreadsheets read Chinese in CSV. */
export function downloadText(title: string, ending: "csv" | "json" | "sql", text: string): void {
  const mark = ending === "csv" ? "\uFEFF" : "";
  const type = ending === "csv" ? "text/csv;charset=utf-8" : "text/plain;charset=utf-8";
  hand(URL.createObjectURL(new Blob([mark, text], { type })), fileName(title, ending));
}

/** A card as a picture, at twice its size on screen. Parts marked `data-no-picture` are left out. */
export async function downloadPng(title: string, card: HTMLElement): Promise<void> {
  const { toBlob } = await import("html-to-image");
  const blob = await toBlob(card, {
    pixelRatio: 2,
    skipFonts: true,
    backgroundColor: getComputedStyle(document.body).backgroundColor,
    filter: (node) => !(node instanceof HTMLElement && node.dataset.noPicture !== undefined),
  });
  if (blob) hand(URL.createObjectURL(blob), fileName(title, "png"));
}

function hand(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
