/** A piece of a line. */
export interface Span {
  kind: "text" | "strong" | "em" | "code" | "link";
  text: string;
  href?: string;
}
export type Block =
  | { kind: "heading"; level: number; spans: Span[] }
  | { kind: "paragraph"; spans: Span[] }
  | { kind: "list"; isOrdered: boolean; items: Span[][] }
  | { kind: "code"; text: string }
  | { kind: "table"; head: Span[][]; rows: Span[][][] };

const inline = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s][^*]*)\*|\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)/g;

/** Code, strong, emphasis and links to the web; everything else, HTML too, is text. */
export function spansOf(line: string): Span[] {
  const spans: Span[] = [];
  let at = 0;
  for (const found of line.matchAll(inline)) {
    if (found.index > at) spans.push({ kind: "text", text: line.slice(at, found.index) });
    const [whole, code, strong, em, label, href] = found;
    if (code !== undefined) spans.push({ kind: "code", text: code });
    else if (strong !== undefined) spans.push({ kind: "strong", text: strong });
    else if (em !== undefined) spans.push({ kind: "em", text: em });
    else spans.push({ kind: "link", text: label ?? "", href });
    at = found.index + whole.length;
  }
  if (at < line.length) spans.push({ kind: "text", text: line.slice(at) });
  return spans;
}

const heading = /^(#{1,6})\s+(.*)$/;
const bullet = /^\s*[-*]\s+(.*)$/;
const numbered = /^\s*\d+[.)]\s+(.*)$/;
const fence = /^```/;
const tableRow = /^\s*\|(.*)\|\s*$/;
const tableRule = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/;

/** The Markdown of model cards: headings, paragraphs, lists, tables, code. */
export function blocksOf(markdown: string): Block[] {
  const lines = markdown.split(/\r?\n/);
  const blocks: Block[] = [];
  let at = 0;
  const takeWhile = (fits: (line: string) => boolean): string[] => {
    const from = at;
    while (at < lines.length && fits(lines[at] ?? "")) at++;
    return lines.slice(from, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    const head = heading.exec(line);
    if (line.trim() === "") at++;
    else if (head) {
      blocks.push({ kind: "heading", level: head[1]?.length ?? 1, spans: spansOf(head[2] ?? "") });
      at++;
    } else if (fence.test(line)) {
      at++;
      blocks.push({ kind: "code", text: takeWhile((it) => !fence.test(it)).join("\n") });
      at++;
    } else if (tableRow.test(line) && tableRule.test(lines[at + 1] ?? "")) {
      const [first = [], , ...rest] = takeWhile((it) => tableRow.test(it)).map(cellsOf);
      blocks.push({ kind: "table", head: first, rows: rest });
    } else if (bullet.test(line) || numbered.test(line)) {
      const mark = bullet.test(line) ? bullet : numbered;
      const items = takeWhile((it) => mark.test(it)).map((it) => spansOf(mark.exec(it)?.[1] ?? ""));
      blocks.push({ kind: "list", isOrdered: mark === numbered, items });
    } else {
      // The line itself belongs to it, whatever it looks like: a lone table row is text.
      at++;
      const more = takeWhile((it) => isPlain(it));
      blocks.push({ kind: "paragraph", spans: spansOf([line, ...more].join(" ")) });
    }
  }
  return blocks;
}

const cellsOf = (line: string): Span[][] =>
  (tableRow.exec(line)?.[1] ?? "")
    .split(/(?<!\\)\|/)
    .map((cell) => spansOf(cell.trim().replaceAll("\\|", "|")));

const isPlain = (line: string) =>
  line.trim() !== "" && ![heading, bullet, numbered, fence, tableRow].some((mark) => mark.test(line));
