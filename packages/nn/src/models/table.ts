/** How a column's values stand in it. */
export interface TableColumn {
  readonly title: string;
  readonly align: "left" | "right";
  /** Characters between the bars, two of them spaces. */
  readonly width: number;
}

/** A table with lines between all rows, its head heavy, as Rich draws it. Long values go on in the next line. */
export function boxTable(columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const rule = (left: string, mid: string, right: string, line: string) =>
    left + columns.map(({ width }) => line.repeat(width)).join(mid) + right;
  const row = (cells: readonly string[], bar: string) => {
    const lines = columns.map(({ width }, i) => wrapped(cells[i] ?? "", width - 2));
    const height = Math.max(...lines.map((list) => list.length));
    return Array.from({ length: height }, (_, at) => {
      const parts = columns.map(({ align, width }, i) => {
        const text = lines[i]?.[at] ?? "";
        return ` ${align === "right" ? text.padStart(width - 2) : text.padEnd(width - 2)} `;
      });
      return bar + parts.join(bar) + bar;
    });
  };
  const head = columns.map(({ title, align, width }) =>
    align === "right" ? title.padStart(width - 2) : title.padEnd(width - 2),
  );
  const body = rows.map((cells) => row(cells, "│").join("\n"));
  return [
    rule("┏", "┳", "┓", "━"),
    ...row(head, "┃"),
    rule("┡", "╇", "┩", "━"),
    body.join(`\n${rule("├", "┼", "┤", "─")}\n`),
    rule("└", "┴", "┘", "─"),
  ].join("\n");
}

/** Lines of at most `width` characters, broken at spaces, within words only where one is longer. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const next = line === "" ? word : `${line} ${word}`;
    if (next.length <= width) {
      line = next;
      continue;
    }
    if (line !== "") lines.push(line);
    line = word;
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return [...lines, line];
}
