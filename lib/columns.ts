/** Helps in two columns: what is typed, and what it does. Pure. @module */

/** Columns of a help. */
const WIDTH = 120;

/** Lays out rows below each other. What is too long for its column has a line of its own, or goes on in the next. */
export function layOut(rows: readonly (readonly [typed: string, does: string])[], most: number): string[] {
  const widths = rows.map(([{ length }]) => length + 4).filter((width) => width <= most);
  const column = Math.max(...widths, 0);
  return rows.flatMap(([typed, does]) => {
    const left = wrap(typed, WIDTH - 2).map((line, index) => (index === 0 ? "  " : "      ") + line);
    const right = wrap(does, WIDTH - column);
    const last = left.pop()!;
    const first = last.length + 2 <= column ? last.padEnd(column) + right.shift()! : last;
    return [...left, first.trimEnd(), ...right.map((line) => " ".repeat(column) + line)];
  });
}

/** Lines of words, each of at most `width` columns. */
export function wrap(text: string, width: number): string[] {
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines.at(-1)!;
    if (last !== "" && last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
  }
  return lines;
}
