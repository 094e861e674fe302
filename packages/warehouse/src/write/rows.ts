/** One row's bytes in TabSeparated form, ended by its newline: `slab[from, to)`. */
export interface Row {
  slab: Buffer;
  from: number;
  to: number;
}

const slabBytes = 2 ** 20;

/**
 * Rows as bytes outside the heap, one behind the other. Thousands of rows wait while an insert is in flight; as text
 * each would be copied by the garbage collector, joined and encoded again.
 */
export class Rows {
  #slab = Buffer.alloc(0);
  #at = 0;

  add(line: string): Row {
    // A UTF-16 unit is three bytes of UTF-8 at most.
    const most = line.length * 3;
    if (this.#at + most > this.#slab.length) {
      this.#slab = Buffer.allocUnsafeSlow(Math.max(slabBytes, most));
      this.#at = 0;
    }
    const from = this.#at;
    this.#at += this.#slab.write(line, from, "utf8");
    return { slab: this.#slab, from, to: this.#at };
  }
}

export function rowsOf(lines: readonly string[]): Row[] {
  const rows = new Rows();
  return lines.map((line) => rows.add(line));
}

/** The bytes of rows in order; rows that lie side by side come in one piece. */
export function pieces(rows: readonly Row[]): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < rows.length; ) {
    const { slab, from, to } = rows[at++] as Row;
    let end = to;
    for (let next = rows[at]; next?.slab === slab && next.from === end; next = rows[++at]) end = next.to;
    found.push(slab.subarray(from, end));
  }
  return found;
}
